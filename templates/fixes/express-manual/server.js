{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}app.use((req, res, next) => {
{% if any_origin %}  res.set("Access-Control-Allow-Origin", "*");
{% for name, value in answer_headers %}  res.set("{{ name }}", "{{ value }}");
{% endfor %}{% else %}  // On every response, so that a shared cache keeps origins apart.
  res.vary("Origin");
  const origin = req.get("Origin");
  if (allowedOrigins.has(origin){{ or_js }}) {
    res.set("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}    res.set("{{ name }}", "{{ value }}");
{% endfor %}  }
{% endif %}  // Before any login: browsers send a preflight without cookies or tokens.
  if (req.method === "OPTIONS" && req.get("Access-Control-Request-Method")) {
{% for name, value in preflight_headers %}    res.set("{{ name }}", "{{ value }}");
{% endfor %}    return res.status(204).end();
  }
  next();
});
{% if older %}
// CORS headers set further down have no effect: remove them.
app.use((req, res, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
{% endif %}