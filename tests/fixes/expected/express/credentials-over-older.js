const cors = require("cors");

app.use(
  cors({
    origin: ["https://app.example.com"],
    methods: ["GET", "POST", "PUT", "DELETE"],
    allowedHeaders: ["content-type", "authorization"],
    exposedHeaders: ["X-Total-Count"],
    credentials: true,
    maxAge: 600,
  })
);

// CORS headers set further down have no effect: remove them.
app.use((req, res, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
