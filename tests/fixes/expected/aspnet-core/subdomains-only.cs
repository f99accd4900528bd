builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins("https://*.example.org:8443", "http://*.example.net")
    .SetIsOriginAllowedToAllowWildcardSubdomains()
    .WithMethods("GET")
    .WithExposedHeaders("X-Total-Count")
    .SetPreflightMaxAge(TimeSpan.FromSeconds(600))));

var app = builder.Build();

// Before authentication: browsers send a preflight without cookies or tokens.
app.UseCors();
