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

// CORS headers set further down have no effect: remove them.
app.use(async (c, next) => {
  const isOurs = ([name]) => name.startsWith("access-control-");
  const kept = [...c.res.headers].filter(isOurs);
  await next();
  [...c.res.headers].filter(isOurs).forEach(([name]) => c.res.headers.delete(name));
  kept.forEach(([name, value]) => c.res.headers.set(name, value));
});
