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

// CORS headers set further down have no effect: remove them.
app.use(async (c, next) => {
  const isOurs = ([name]) => name.startsWith("access-control-");
  const kept = [...c.res.headers].filter(isOurs);
  await next();
  [...c.res.headers].filter(isOurs).forEach(([name]) => c.res.headers.delete(name));
  kept.forEach(([name, value]) => c.res.headers.set(name, value));
});
