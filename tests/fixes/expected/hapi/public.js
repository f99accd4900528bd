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
  headers["access-control-allow-origin"] = "*";
  headers["access-control-expose-headers"] = "X-Total-Count, ETag";
  if (isPreflight(request)) {
    headers["access-control-allow-methods"] = "GET, PUT";
    headers["access-control-allow-headers"] = "content-type, x_request-id";
    headers["access-control-max-age"] = "86400";
  }
  return h.continue;
});
