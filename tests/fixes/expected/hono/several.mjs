import { cors } from "hono/cors";

app.use(
  cors({
    origin: ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
    allowMethods: ["GET", "PUT"],
    // An empty list would allow every requested header; "accept" is allowed anyway.
    allowHeaders: ["accept"],
    exposeHeaders: [],
    credentials: false,
    maxAge: 3600,
  })
);
