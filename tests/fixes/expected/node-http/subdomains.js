const allowedOrigins = new Set(["https://app.example.com"]);

function withCors(handler) {
  return (req, res) => {
    // On every response, so that a shared cache keeps origins apart.
    res.appendHeader("Vary", "Origin");
    const origin = req.headers.origin;
    if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org$/.test(origin)) {
      res.setHeader("Access-Control-Allow-Origin", origin);
      res.setHeader("Access-Control-Allow-Credentials", "true");
    }
    // Before any login: browsers send a preflight without cookies or tokens.
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) {
      res.setHeader("Access-Control-Allow-Methods", "GET, PUT");
      res.setHeader("Access-Control-Allow-Headers", "content-type");
      res.setHeader("Access-Control-Max-Age", "600");
      res.writeHead(204).end();
      return;
    }
    return handler(req, res);
  };
}
