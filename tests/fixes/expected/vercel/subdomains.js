import { next } from "@vercel/functions";

const allowedOrigins = new Set(["https://app.example.com"]);

export const config = { matcher: "/api/:path*" };

export default function middleware(request) {
  // On every response, so that a shared cache keeps origins apart.
  const headers = new Headers({ Vary: "Origin" });
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org$/.test(origin)) {
    headers.set("Access-Control-Allow-Origin", origin);
    headers.set("Access-Control-Allow-Credentials", "true");
  }
  // Before any login: browsers send a preflight without cookies or tokens.
  if (request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method")) {
    headers.set("Access-Control-Allow-Methods", "GET, PUT");
    headers.set("Access-Control-Allow-Headers", "content-type");
    headers.set("Access-Control-Max-Age", "600");
    return new Response(null, { status: 204, headers });
  }
  return next({ headers });
}
