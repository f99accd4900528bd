const Koa = require("koa");

const app = new Koa();
app.silent = true;
// PASTE THE FIX HERE

app.use(async (ctx) => {
  const authorized = Boolean(ctx.get("Authorization"));
  if (process.env.LOGIN === "1" && !authorized) {
    ctx.throw(401);
  }
  if (ctx.path === "/items" && ctx.method !== "OPTIONS") {
    if (process.env.ALREADY === "1") {
      ctx.set({ "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" });
    }
    ctx.vary("Accept-Encoding");
    ctx.set("X-Total-Count", "2");
    ctx.body = [];
  } else if (ctx.path === "/private") {
    ctx.status = authorized ? 200 : 401;
    ctx.body = {};
  } else if (ctx.path === "/crash") {
    throw new Error("crash");
  }
});
app.listen(Number(process.env.PORT), "127.0.0.1");
