const http = require("node:http");

// PASTE THE FIX HERE

function handler(req, res) {
  const authorized = Boolean(req.headers.authorization);
  if (process.env.LOGIN === "1" && !authorized) {
    return res.writeHead(401).end();
  }
  if (req.url === "/items" && req.method !== "OPTIONS") {
    if (process.env.ALREADY === "1") {
      res.setHeader("Access-Control-Allow-Origin", "*");
      res.setHeader("Access-Control-Allow-Credentials", "true");
    }
    res.appendHeader("Vary", "Accept-Encoding");
    res.setHeader("X-Total-Count", "2");
    return res.end("[]");
  }
  const status = { "/private": authorized ? 200 : 401, "/crash": 500 }[req.url] ?? 404;
  return res.writeHead(status).end("{}");
}

http.createServer(handler).listen(Number(process.env.PORT), "127.0.0.1");
