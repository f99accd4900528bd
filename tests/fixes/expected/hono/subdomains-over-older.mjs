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

// CORS headers set further down have no effect: remove them.
app.use(async (c, next) => {
  const isOurs = ([name]) => name.startsWith("access-control-");
  const kept = [...c.res.headers].filter(isOurs);
  await next();
  [...c.res.headers].filter(isOurs).forEach(([name]) => c.res.headers.delete(name));
  kept.forEach(([name, value]) => c.res.headers.set(name, value));
});
