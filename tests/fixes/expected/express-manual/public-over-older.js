app.use((req, res, next) => {
  res.set("Access-Control-Allow-Origin", "*");
  res.set("Access-Control-Expose-Headers", "X-Total-Count, ETag");
  // Before any login: browsers send a preflight without cookies or tokens.
  if (req.method === "OPTIONS" && req.get("Access-Control-Request-Method")) {
    res.set("Access-Control-Allow-Methods", "GET, PUT");
    res.set("Access-Control-Allow-Headers", "content-type, x_request-id");
    res.set("Access-Control-Max-Age", "86400");
    return res.status(204).end();
  }
  next();
});

// CORS headers set further down have no effect: remove them.
app.use((req, res, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
