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
