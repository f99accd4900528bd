app.enableCors({
{% if any_origin %}  origin: "*",
{% else %}  origin: [{{ js_origins }}],
{% endif %}  methods: [{{ methods|quoted }}],
  allowedHeaders: [{{ headers|quoted }}],
  exposedHeaders: [{{ expose_headers|quoted }}],
  credentials: {{ credentials|yesno:"true,false" }},
  maxAge: {{ max_age }},
});
{% if older %}
// CORS headers set further down have no effect: remove them.
app.use((req: any, res: any, next: () => void) => {
  const { setHeader } = res;
  res.setHeader = (name: string, value: unknown) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
{% endif %}