const allowedOrigins = new Set([]);

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
  if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/.test(origin) || /^http:\/\/([a-z0-9_-]+\.)+example\.net$/.test(origin)) {
    headers["access-control-allow-origin"] = origin;
    headers["access-control-expose-headers"] = "X-Total-Count";
  }
  if (isPreflight(request)) {
    headers["access-control-allow-methods"] = "GET";
    headers["access-control-max-age"] = "600";
  }
  return h.continue;
});
