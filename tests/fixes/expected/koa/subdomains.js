const cors = require("@koa/cors");

const allowedOrigins = ["https://app.example.com"];

app.use(
  cors({
    origin: (ctx) => {
      const origin = ctx.get("Origin");
      return allowedOrigins.includes(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org$/.test(origin) ? origin : "";
    },
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["content-type"],
    exposeHeaders: [],
    credentials: true,
    maxAge: 600,
  })
);
