const cors = require("cors");

app.use(
  cors({
    origin: ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
    methods: ["GET", "PUT"],
    allowedHeaders: [],
    exposedHeaders: [],
    credentials: false,
    maxAge: 3600,
  })
);

// CORS headers set further down have no effect: remove them.
app.use((req, res, next) => {
  const { setHeader } = res;
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : setHeader.call(res, name, value));
  next();
});
