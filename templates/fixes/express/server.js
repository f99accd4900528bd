const cors = require("cors");

app.use(
  cors({
{% if any_origin %}    origin: "*",
{% else %}    origin: [{{ js_origins }}],
{% endif %}    methods: [{{ methods|quoted }}],
    allowedHeaders: [{{ headers|quoted }}],
    exposedHeaders: [{{ expose_headers|quoted }}],
    credentials: {{ credentials|yesno:"true,false" }},
    maxAge: {{ max_age }},
  })
);
{% if older %}
// CORS headers set further down have no effect: remove them.
app.use((req, res, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
{% endif %}