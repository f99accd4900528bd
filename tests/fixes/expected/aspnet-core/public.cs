builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .AllowAnyOrigin()
    .WithMethods("GET", "PUT")
    .WithHeaders("content-type", "x_request-id")
    .WithExposedHeaders("X-Total-Count", "ETag")
    .SetPreflightMaxAge(TimeSpan.FromSeconds(86400))));

var app = builder.Build();

// Before authentication: browsers send a preflight without cookies or tokens.
app.UseCors();
