import { cors } from "hono/cors";

app.use(
  cors({
    origin: ["https://app.example.com"],
    allowMethods: ["GET", "POST", "PUT", "DELETE"],
    allowHeaders: ["content-type", "authorization"],
    exposeHeaders: ["X-Total-Count"],
    credentials: true,
    maxAge: 600,
  })
);
