const cors = require("@koa/cors");

const allowedOrigins = ["https://app.example.com"];

app.use(
  cors({
    origin: (ctx) => {
      const origin = ctx.get("Origin");
      return allowedOrigins.includes(origin) ? origin : "";
    },
    allowMethods: ["GET", "POST", "PUT", "DELETE"],
    allowHeaders: ["content-type", "authorization"],
    exposeHeaders: ["X-Total-Count"],
    credentials: true,
    maxAge: 600,
  })
);

// CORS headers set further down have no effect: remove them.
app.use(async ({ res }, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  try {
    await next();
  } finally {
    res.setHeader = setHeader;
  }
});
