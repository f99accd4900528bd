const express = require("express");

const app = express();
// PASTE THE FIX HERE
if (process.env.LOGIN === "1") {
  app.use((req, res, next) => (req.get("Authorization") ? next() : res.status(401).json({})));
}
app.all("/items", (req, res) => {
  if (process.env.ALREADY === "1") {
    res.set({ "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" });
  }
  res.vary("Accept-Encoding");
  res.set("X-Total-Count", "2").json([]);
});
app.get("/private", (req, res) => res.status(req.get("Authorization") ? 200 : 401).json({}));
app.get("/crash", () => {
  throw new Error("crash");
});
app.listen(Number(process.env.PORT), "127.0.0.1");
