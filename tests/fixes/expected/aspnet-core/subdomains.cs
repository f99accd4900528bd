builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins("https://app.example.com", "https://*.example.org")
    .SetIsOriginAllowedToAllowWildcardSubdomains()
    .WithMethods("GET", "PUT")
    .WithHeaders("content-type")
    .AllowCredentials()
    .SetPreflightMaxAge(TimeSpan.FromSeconds(600))));

var app = builder.Build();

// Before authentication: browsers send a preflight without cookies or tokens.
app.UseCors();
