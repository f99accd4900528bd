const allowedOrigins = new Set(["https://app.example.com"]);

function withCors(handler) {
  return (req, res) => {
    // On every response, so that a shared cache keeps origins apart.
    res.appendHeader("Vary", "Origin");
    const origin = req.headers.origin;
    if (allowedOrigins.has(origin)) {
      res.setHeader("Access-Control-Allow-Origin", origin);
      res.setHeader("Access-Control-Allow-Credentials", "true");
      res.setHeader("Access-Control-Expose-Headers", "X-Total-Count");
    }
    // Before any login: browsers send a preflight without cookies or tokens.
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) {
      res.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
      res.setHeader("Access-Control-Allow-Headers", "content-type, authorization");
      res.setHeader("Access-Control-Max-Age", "600");
      res.writeHead(204).end();
      return;
    }
    // From here on, headers that the handler sets have no effect: remove them there.
    const { setHeader } = res;
    res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
    return handler(req, res);
  };
}
