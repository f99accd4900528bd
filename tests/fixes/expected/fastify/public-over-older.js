fastify.register(require("@fastify/cors"), {
  origin: "*",
  methods: ["GET", "PUT"],
  allowedHeaders: ["content-type", "x_request-id"],
  exposedHeaders: ["X-Total-Count", "ETag"],
  credentials: false,
  maxAge: 86400,
});

// CORS headers set by routes and plugins further down have no effect: remove them.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
