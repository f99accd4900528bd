const allowedOrigins = new Set([]);

function withCors(handler) {
  return (req, res) => {
    // On every response, so that a shared cache keeps origins apart.
    res.appendHeader("Vary", "Origin");
    const origin = req.headers.origin;
    if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/.test(origin) || /^http:\/\/([a-z0-9_-]+\.)+example\.net$/.test(origin)) {
      res.setHeader("Access-Control-Allow-Origin", origin);
      res.setHeader("Access-Control-Expose-Headers", "X-Total-Count");
    }
    // Before any login: browsers send a preflight without cookies or tokens.
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) {
      res.setHeader("Access-Control-Allow-Methods", "GET");
      res.setHeader("Access-Control-Max-Age", "600");
      res.writeHead(204).end();
      return;
    }
    return handler(req, res);
  };
}
