import { Miniflare } from "miniflare";

const { PORT, LOGIN, ALREADY } = process.env;
const server = new Miniflare({
  modules: true,
  scriptPath: "worker.js",
  host: "127.0.0.1",
  port: Number(PORT),
  bindings: { LOGIN, ALREADY },
  compatibilityDate: "2026-04-01",
  cf: false,
});
await server.ready;
