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

// What lines further down still set has no effect: remove them.
app.use(async ({ res }, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  try {
    await next();
  } finally {
    res.setHeader = setHeader;
  }
});
