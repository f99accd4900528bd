const allowedOrigins = new Set(["https://app.example.com"]);

app.use((req, res, next) => {
  // On every response, so that a shared cache keeps origins apart.
  res.vary("Origin");
  const origin = req.get("Origin");
  if (allowedOrigins.has(origin)) {
    res.set("Access-Control-Allow-Origin", origin);
    res.set("Access-Control-Allow-Credentials", "true");
    res.set("Access-Control-Expose-Headers", "X-Total-Count");
  }
  // Before any login: browsers send a preflight without cookies or tokens.
  if (req.method === "OPTIONS" && req.get("Access-Control-Request-Method")) {
    res.set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
    res.set("Access-Control-Allow-Headers", "content-type, authorization");
    res.set("Access-Control-Max-Age", "600");
    return res.status(204).end();
  }
  next();
});
