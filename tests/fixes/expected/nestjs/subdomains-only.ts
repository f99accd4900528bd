app.enableCors({
  origin: [/^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/, /^http:\/\/([a-z0-9_-]+\.)+example\.net$/],
  methods: ["GET"],
  allowedHeaders: [],
  exposedHeaders: ["X-Total-Count"],
  credentials: false,
  maxAge: 600,
});
