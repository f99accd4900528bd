import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
// PASTE THE FIX HERE

if (process.env.LOGIN === "1") {
  app.use(async (c, next) => (c.req.header("Authorization") ? next() : c.json({}, 401)));
}
app.on(["GET", "POST", "PUT", "DELETE"], "/items", (c) => {
  if (process.env.ALREADY === "1") {
    c.header("Access-Control-Allow-Origin", "*");
    c.header("Access-Control-Allow-Credentials", "true");
  }
  c.header("Vary", "Accept-Encoding", { append: true });
  c.header("X-Total-Count", "2");
  return c.json([]);
});
app.get("/private", (c) => c.json({}, c.req.header("Authorization") ? 200 : 401));
app.get("/crash", () => {
  throw new Error("crash");
});
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
