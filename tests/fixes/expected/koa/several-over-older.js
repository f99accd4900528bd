const cors = require("@koa/cors");

const allowedOrigins = ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"];

app.use(
  cors({
    origin: (ctx) => {
      const origin = ctx.get("Origin");
      return allowedOrigins.includes(origin) ? origin : "";
    },
    allowMethods: ["GET", "PUT"],
    // An empty list would allow every requested header; "accept" is allowed anyway.
    allowHeaders: ["accept"],
    exposeHeaders: [],
    credentials: false,
    maxAge: 3600,
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
