{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}function withCors(handler) {
  return (req, res) => {
{% if any_origin %}    res.setHeader("Access-Control-Allow-Origin", "*");
{% for name, value in answer_headers %}    res.setHeader("{{ name }}", "{{ value }}");
{% endfor %}{% else %}    // On every response, so that a shared cache keeps origins apart.
    res.appendHeader("Vary", "Origin");
    const origin = req.headers.origin;
    if (allowedOrigins.has(origin){{ or_js }}) {
      res.setHeader("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}      res.setHeader("{{ name }}", "{{ value }}");
{% endfor %}    }
{% endif %}    // Before any login: browsers send a preflight without cookies or tokens.
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) {
{% for name, value in preflight_headers %}      res.setHeader("{{ name }}", "{{ value }}");
{% endfor %}      res.writeHead(204).end();
      return;
    }
{% if older %}    // From here on, headers that the handler sets have no effect: remove them there.
    const { setHeader } = res;
    res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
{% endif %}    return handler(req, res);
  };
}
