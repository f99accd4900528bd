fastify.register(require("@fastify/cors"), {
  origin: ["https://app.example.com"],
  methods: ["GET", "POST", "PUT", "DELETE"],
  allowedHeaders: ["content-type", "authorization"],
  exposedHeaders: ["X-Total-Count"],
  credentials: true,
  maxAge: 600,
});

// What routes and plugins further down still set has no effect from here on: remove it there.
fastify.after(() => {
  fastify.addHook("onRequest", async (request, reply) => {
    const { header } = reply;
    reply.header = (name, value) => (/^access-control-/i.test(name) ? reply : header.call(reply, name, value));
  });
});
