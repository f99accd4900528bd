require("reflect-metadata");
const { All, Controller, Get, Module, Req, Res } = require("@nestjs/common");
const { NestFactory } = require("@nestjs/core");

class ItemsController {
  items(req, res) {
    if (process.env.ALREADY === "1") {
      res.set({ "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" });
    }
    res.vary("Accept-Encoding");
    res.set("X-Total-Count", "2").json([]);
  }
  personal(req, res) {
    res.status(req.get("Authorization") ? 200 : 401).json({});
  }
  crash() {
    throw new Error("crash");
  }
}

// What the TypeScript compiler makes of the decorators.
function decorate(name, route) {
  const method = Object.getOwnPropertyDescriptor(ItemsController.prototype, name);
  route(ItemsController.prototype, name, method);
  Req()(ItemsController.prototype, name, 0);
  Res()(ItemsController.prototype, name, 1);
}
decorate("items", All("items"));
decorate("personal", Get("private"));
decorate("crash", Get("crash"));
Controller()(ItemsController);

class AppModule {}
Module({ controllers: [ItemsController] })(AppModule);

async function bootstrap() {
  const app = await NestFactory.create(AppModule, { logger: false });
  // PASTE THE FIX HERE
  if (process.env.LOGIN === "1") {
    app.use((req, res, next) => (req.get("Authorization") ? next() : res.status(401).json({})));
  }
  await app.listen(Number(process.env.PORT), "127.0.0.1");
}
bootstrap();
