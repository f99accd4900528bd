const cors = require("@koa/cors");

app.use(
  cors({
    origin: "*",
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["content-type", "x_request-id"],
    exposeHeaders: ["X-Total-Count", "ETag"],
    credentials: false,
    maxAge: 86400,
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
