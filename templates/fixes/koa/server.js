const cors = require("@koa/cors");

{% if not any_origin %}const allowedOrigins = [{{ origins|quoted }}];

{% endif %}app.use(
  cors({
{% if any_origin %}    origin: "*",
{% else %}    origin: (ctx) => (allowedOrigins.includes(ctx.get("Origin")) ? ctx.get("Origin") : ""),
{% endif %}    allowMethods: [{{ methods|quoted }}],
{% if headers %}    allowHeaders: [{{ headers|quoted }}],
{% else %}    // An empty list would allow whatever is asked for; "accept" is allowed anyway.
    allowHeaders: ["accept"],
{% endif %}    exposeHeaders: [{{ expose_headers|quoted }}],
    credentials: {{ credentials|yesno:"true,false" }},
    maxAge: {{ max_age }},
  })
);
