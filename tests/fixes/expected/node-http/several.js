const allowedOrigins = new Set(["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]);

function withCors(handler) {
  return (req, res) => {
    // On every response, so that a shared cache keeps origins apart.
    res.appendHeader("Vary", "Origin");
    const origin = req.headers.origin;
    if (allowedOrigins.has(origin)) {
      res.setHeader("Access-Control-Allow-Origin", origin);
    }
    // Before any login: browsers send a preflight without cookies or tokens.
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) {
      res.setHeader("Access-Control-Allow-Methods", "GET, PUT");
      res.setHeader("Access-Control-Max-Age", "3600");
      res.writeHead(204).end();
      return;
    }
    return handler(req, res);
  };
}
