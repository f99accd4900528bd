import { cors } from "hono/cors";

app.use(
  cors({
    origin: (origin) => (["https://app.example.com"].includes(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org$/.test(origin) ? origin : null),
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["content-type"],
    exposeHeaders: [],
    credentials: true,
    maxAge: 600,
  })
);
