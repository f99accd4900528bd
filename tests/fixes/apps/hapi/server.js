const Hapi = require("@hapi/hapi");

const server = Hapi.server({ port: Number(process.env.PORT), host: "127.0.0.1", debug: false });
// PASTE THE FIX HERE

if (process.env.LOGIN === "1") {
  server.ext("onRequest", (request, h) =>
    request.headers.authorization ? h.continue : h.response({}).code(401).takeover()
  );
}
server.route([
  {
    method: ["GET", "POST", "PUT", "DELETE"],
    path: "/items",
    handler: (request, h) => {
      const response = h.response([]).header("X-Total-Count", "2").vary("Accept-Encoding");
      if (process.env.ALREADY === "1") {
        response.header("Access-Control-Allow-Origin", "*").header("Access-Control-Allow-Credentials", "true");
      }
      return response;
    },
  },
  {
    method: "GET",
    path: "/private",
    handler: (request, h) => h.response({}).code(request.headers.authorization ? 200 : 401),
  },
  {
    method: "GET",
    path: "/crash",
    handler: () => {
      throw new Error("crash");
    },
  },
]);
server.start();
