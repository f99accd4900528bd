import { cors } from "hono/cors";

app.use(
  cors({
    origin: (origin) => ([].includes(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/.test(origin) || /^http:\/\/([a-z0-9_-]+\.)+example\.net$/.test(origin) ? origin : null),
    allowMethods: ["GET"],
    // An empty list would allow every requested header; "accept" is allowed anyway.
    allowHeaders: ["accept"],
    exposeHeaders: ["X-Total-Count"],
    credentials: false,
    maxAge: 600,
  })
);
