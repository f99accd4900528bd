const cors = require("@koa/cors");

const allowedOrigins = [];

app.use(
  cors({
    origin: (ctx) => {
      const origin = ctx.get("Origin");
      return allowedOrigins.includes(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/.test(origin) || /^http:\/\/([a-z0-9_-]+\.)+example\.net$/.test(origin) ? origin : "";
    },
    allowMethods: ["GET"],
    // An empty list would allow every requested header; "accept" is allowed anyway.
    allowHeaders: ["accept"],
    exposeHeaders: ["X-Total-Count"],
    credentials: false,
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
