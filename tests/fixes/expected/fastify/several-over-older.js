fastify.register(require("@fastify/cors"), {
  origin: ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
  methods: ["GET", "PUT"],
  allowedHeaders: [],
  exposedHeaders: [],
  credentials: false,
  maxAge: 3600,
});

// CORS headers set by routes and plugins further down have no effect: remove them.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
