{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}const isPreflight = (request) =>
  request.method === "options" && request.headers["access-control-request-method"] !== undefined;

server.ext("onRequest", (request, h) => {
  // Before any login: browsers send a preflight without cookies or tokens.
  return isPreflight(request) ? h.response().code(204).takeover() : h.continue;
});

server.ext("onPreResponse", (request, h) => {
  const response = request.response;
  const headers = response.isBoom ? response.output.headers : response.headers;
  // Replaces what a route set.
  delete headers["access-control-allow-origin"];
  delete headers["access-control-allow-credentials"];
{% if any_origin %}  headers["access-control-allow-origin"] = "*";
{% for name, value in answer_headers %}  headers["{{ name|lower }}"] = "{{ value }}";
{% endfor %}{% else %}  // On every response, so that a shared cache keeps origins apart.
  headers.vary = headers.vary ? `${headers.vary}, Origin` : "Origin";
  const origin = request.headers.origin;
  if (allowedOrigins.has(origin){{ or_js }}) {
    headers["access-control-allow-origin"] = origin;
{% for name, value in answer_headers %}    headers["{{ name|lower }}"] = "{{ value }}";
{% endfor %}  }
{% endif %}  if (isPreflight(request)) {
{% for name, value in preflight_headers %}    headers["{{ name|lower }}"] = "{{ value }}";
{% endfor %}  }
  return h.continue;
});
