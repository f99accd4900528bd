const allowedOrigins = new Set(["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]);

app.use((req, res, next) => {
  // On every response, so that a shared cache keeps origins apart.
  res.vary("Origin");
  const origin = req.get("Origin");
  if (allowedOrigins.has(origin)) {
    res.set("Access-Control-Allow-Origin", origin);
  }
  // Before any login: browsers send a preflight without cookies or tokens.
  if (req.method === "OPTIONS" && req.get("Access-Control-Request-Method")) {
    res.set("Access-Control-Allow-Methods", "GET, PUT");
    res.set("Access-Control-Max-Age", "3600");
    return res.status(204).end();
  }
  next();
});
