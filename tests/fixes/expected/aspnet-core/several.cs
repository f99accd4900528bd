builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins("https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost")
    .WithMethods("GET", "PUT")
    .SetPreflightMaxAge(TimeSpan.FromSeconds(3600))));

var app = builder.Build();

// Before authentication: browsers send a preflight without cookies or tokens.
app.UseCors();
