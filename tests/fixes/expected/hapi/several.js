const allowedOrigins = new Set(["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]);

const isPreflight = (request) =>
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
  // On every response, so that a shared cache keeps origins apart.
  headers.vary = headers.vary ? `${headers.vary}, Origin` : "Origin";
  const origin = request.headers.origin;
  if (allowedOrigins.has(origin)) {
    headers["access-control-allow-origin"] = origin;
  }
  if (isPreflight(request)) {
    headers["access-control-allow-methods"] = "GET, PUT";
    headers["access-control-max-age"] = "3600";
  }
  return h.continue;
});
