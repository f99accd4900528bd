const cors = require("@koa/cors");

const allowedOrigins = ["https://app.example.com"];

app.use(
  cors({
    origin: (ctx) => (allowedOrigins.includes(ctx.get("Origin")) ? ctx.get("Origin") : ""),
    allowMethods: ["GET", "POST", "PUT", "DELETE"],
    allowHeaders: ["content-type", "authorization"],
    exposeHeaders: ["X-Total-Count"],
    credentials: true,
    maxAge: 600,
  })
);
