const cors = require("cors");

app.use(
  cors({
    origin: ["https://app.example.com", /^https:\/\/([a-z0-9_-]+\.)+example\.org$/],
    methods: ["GET", "PUT"],
    allowedHeaders: ["content-type"],
    exposedHeaders: [],
    credentials: true,
    maxAge: 600,
  })
);
