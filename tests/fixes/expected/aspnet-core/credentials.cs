builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins("https://app.example.com")
    .WithMethods("GET", "POST", "PUT", "DELETE")
    .WithHeaders("content-type", "authorization")
    .WithExposedHeaders("X-Total-Count")
    .AllowCredentials()
    .SetPreflightMaxAge(TimeSpan.FromSeconds(600))));

var app = builder.Build();

// Before authentication: browsers send a preflight without cookies or tokens.
app.UseCors();
