fastify.register(require("@fastify/cors"), {
  origin: [/^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/, /^http:\/\/([a-z0-9_-]+\.)+example\.net$/],
  methods: ["GET"],
  allowedHeaders: [],
  exposedHeaders: ["X-Total-Count"],
  credentials: false,
  maxAge: 600,
});

// CORS headers set by routes and plugins further down have no effect: remove them.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
