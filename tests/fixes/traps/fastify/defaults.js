fastify.register(require("@fastify/cors"), { origin: ["http://localhost:5173"], credentials: true });
