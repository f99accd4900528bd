import { next } from "@vercel/functions";

const allowedOrigins = new Set(["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]);

export const config = { matcher: "/api/:path*" };

export default function middleware(request) {
  // On every response, so that a shared cache keeps origins apart.
  const headers = new Headers({ Vary: "Origin" });
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin)) {
    headers.set("Access-Control-Allow-Origin", origin);
  }
  // Before any login: browsers send a preflight without cookies or tokens.
  if (request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method")) {
    headers.set("Access-Control-Allow-Methods", "GET, PUT");
    headers.set("Access-Control-Max-Age", "3600");
    return new Response(null, { status: 204, headers });
  }
  return next({ headers });
}
