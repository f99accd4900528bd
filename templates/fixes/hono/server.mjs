import { cors } from "hono/cors";

app.use(
  cors({
{% if any_origin %}    origin: "*",
{% elif patterns %}    origin: (origin) => ([{{ exact_origins|quoted }}].includes(origin){{ or_js }} ? origin : null),
{% else %}    origin: [{{ origins|quoted }}],
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
app.use(async (c, next) => {
  const isOurs = ([name]) => name.startsWith("access-control-");
  const kept = [...c.res.headers].filter(isOurs);
  await next();
  [...c.res.headers].filter(isOurs).forEach(([name]) => c.res.headers.delete(name));
  kept.forEach(([name, value]) => c.res.headers.set(name, value));
});
{% endif %}