const fastify = require("fastify")();

// PASTE THE FIX HERE

if (process.env.LOGIN === "1") {
  fastify.addHook("onRequest", async (request, reply) => {
    if (!request.headers.authorization) {
      return reply.code(401).send({});
    }
  });
}
fastify.route({
  method: ["GET", "POST", "PUT", "DELETE"],
  url: "/items",
  handler: async (request, reply) => {
    if (process.env.ALREADY === "1") {
      reply.headers({ "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" });
    }
    const vary = reply.getHeader("Vary");
    reply.header("Vary", vary ? `${vary}, Accept-Encoding` : "Accept-Encoding");
    return reply.header("X-Total-Count", "2").send([]);
  },
});
fastify.get("/private", async (request, reply) => reply.code(request.headers.authorization ? 200 : 401).send({}));
fastify.get("/crash", async () => {
  throw new Error("crash");
});
fastify.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
