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
