fastify.register(require("@fastify/cors"), {
  origin: ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
  methods: ["GET", "PUT"],
  allowedHeaders: [],
  exposedHeaders: [],
  credentials: false,
  maxAge: 3600,
});

// What routes and plugins further down still set has no effect from here on: remove it there.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
