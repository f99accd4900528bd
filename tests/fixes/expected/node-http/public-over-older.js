function withCors(handler) {
  return (req, res) => {
    res.setHeader("Access-Control-Allow-Origin", "*");
    res.setHeader("Access-Control-Expose-Headers", "X-Total-Count, ETag");
    // Before any login: browsers send a preflight without cookies or tokens.
    if (req.method === "OPTIONS" && req.headers["access-control-request-method"]) {
      res.setHeader("Access-Control-Allow-Methods", "GET, PUT");
      res.setHeader("Access-Control-Allow-Headers", "content-type, x_request-id");
      res.setHeader("Access-Control-Max-Age", "86400");
      res.writeHead(204).end();
      return;
    }
    // From here on, headers that the handler sets have no effect: remove them there.
    const { setHeader } = res;
    res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
    return handler(req, res);
  };
}
