fastify.register(require("@fastify/cors"), {
  origin: "*",
  methods: ["GET", "PUT"],
  allowedHeaders: ["content-type", "x_request-id"],
  exposedHeaders: ["X-Total-Count", "ETag"],
  credentials: false,
  maxAge: 86400,
});

// What routes and plugins further down still set has no effect from here on: remove it there.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
