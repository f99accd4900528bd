fastify.register(require("@fastify/cors"), {
  origin: ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
  methods: ["GET", "PUT"],
  allowedHeaders: [],
  exposedHeaders: [],
  credentials: false,
  maxAge: 3600,
});
