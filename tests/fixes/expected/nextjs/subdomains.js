import { NextResponse } from "next/server";

const allowedOrigins = new Set(["https://app.example.com"]);

export const config = { matcher: "/api/:path*" };

export function proxy(request) {
  // Before any login: browsers send a preflight without cookies or tokens.
  const preflight = request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method");
  const response = preflight ? new NextResponse(null, { status: 204 }) : NextResponse.next();
  // On every response, so that a shared cache keeps origins apart.
  response.headers.append("Vary", "Origin");
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org$/.test(origin)) {
    response.headers.set("Access-Control-Allow-Origin", origin);
    response.headers.set("Access-Control-Allow-Credentials", "true");
  }
  if (preflight) {
    response.headers.set("Access-Control-Allow-Methods", "GET, PUT");
    response.headers.set("Access-Control-Allow-Headers", "content-type");
    response.headers.set("Access-Control-Max-Age", "600");
  }
  return response;
}
