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

// CORS headers set further down have no effect: remove them.
app.use(async (c, next) => {
  const isOurs = ([name]) => name.startsWith("access-control-");
  const kept = [...c.res.headers].filter(isOurs);
  await next();
  [...c.res.headers].filter(isOurs).forEach(([name]) => c.res.headers.delete(name));
  kept.forEach(([name, value]) => c.res.headers.set(name, value));
});
