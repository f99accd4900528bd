const cors = require("@koa/cors");

{% if not any_origin %}const allowedOrigins = [{{ exact_origins|quoted }}];

{% endif %}app.use(
  cors({
{% if any_origin %}    origin: "*",
{% else %}    origin: (ctx) => {
      const origin = ctx.get("Origin");
      return allowedOrigins.includes(origin){{ or_js }} ? origin : "";
    },
{% endif %}    allowMethods: [{{ methods|quoted }}],
{% if headers %}    allowHeaders: [{{ headers|quoted }}],
{% else %}    // An empty list would allow every requested header; "accept" is allowed anyway.
    allowHeaders: ["accept"],
{% endif %}    exposeHeaders: [{{ expose_headers|quoted }}],
    credentials: {{ credentials|yesno:"true,false" }},
    maxAge: {{ max_age }},
  })
);
{% if older %}
// CORS headers set further down have no effect: remove them.
app.use(async ({ res }, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  try {
    await next();
  } finally {
    res.setHeader = setHeader;
  }
});
{% endif %}