fastify.register(require("@fastify/cors"), {
  origin: ["https://app.example.com", /^https:\/\/([a-z0-9_-]+\.)+example\.org$/],
  methods: ["GET", "PUT"],
  allowedHeaders: ["content-type"],
  exposedHeaders: [],
  credentials: true,
  maxAge: 600,
});

// CORS headers set by routes and plugins further down have no effect: remove them.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
