builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
{% if any_origin %}    .AllowAnyOrigin()
{% else %}    .WithOrigins({{ origins|quoted }})
{% if patterns %}    .SetIsOriginAllowedToAllowWildcardSubdomains()
{% endif %}{% endif %}    .WithMethods({{ methods|quoted }})
{% if headers %}    .WithHeaders({{ headers|quoted }})
{% endif %}{% if expose_headers %}    .WithExposedHeaders({{ expose_headers|quoted }})
{% endif %}{% if credentials %}    .AllowCredentials()
{% endif %}    .SetPreflightMaxAge(TimeSpan.FromSeconds({{ max_age }}))));

var app = builder.Build();

// Before authentication: browsers send a preflight without cookies or tokens.
app.UseCors();
