const cors = require("cors");

app.use(
  cors({
    origin: "*",
    methods: ["GET", "PUT"],
    allowedHeaders: ["content-type", "x_request-id"],
    exposedHeaders: ["X-Total-Count", "ETag"],
    credentials: false,
    maxAge: 86400,
  })
);

// CORS headers set further down have no effect: remove them.
app.use((req, res, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
