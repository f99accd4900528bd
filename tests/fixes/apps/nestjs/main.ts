import "reflect-metadata";
import { All, Controller, Get, Module, Req, Res } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

declare const process: { env: Record<string, string> };

@Controller()
class ItemsController {
  @All("items")
  items(@Req() req: any, @Res() res: any) {
    if (process.env.ALREADY === "1") {
      res.set({ "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" });
    }
    res.vary("Accept-Encoding");
    res.set("X-Total-Count", "2").json([]);
  }

  @Get("private")
  personal(@Req() req: any, @Res() res: any) {
    res.status(req.get("Authorization") ? 200 : 401).json({});
  }

  @Get("crash")
  crash() {
    throw new Error("crash");
  }
}

@Module({ controllers: [ItemsController] })
class AppModule {}

async function bootstrap() {
  const app = await NestFactory.create(AppModule, { logger: false });
  // PASTE THE FIX HERE
  if (process.env.LOGIN === "1") {
    app.use((req: any, res: any, next: () => void) => (req.get("Authorization") ? next() : res.status(401).json({})));
  }
  await app.listen(Number(process.env.PORT), "127.0.0.1");
}
bootstrap();
