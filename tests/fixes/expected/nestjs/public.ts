app.enableCors({
  origin: "*",
  methods: ["GET", "PUT"],
  allowedHeaders: ["content-type", "x_request-id"],
  exposedHeaders: ["X-Total-Count", "ETag"],
  credentials: false,
  maxAge: 86400,
});
