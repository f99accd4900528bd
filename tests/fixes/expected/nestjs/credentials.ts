app.enableCors({
  origin: ["https://app.example.com"],
  methods: ["GET", "POST", "PUT", "DELETE"],
  allowedHeaders: ["content-type", "authorization"],
  exposedHeaders: ["X-Total-Count"],
  credentials: true,
  maxAge: 600,
});
