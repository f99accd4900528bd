import { cors } from "hono/cors";

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
