import { NextResponse } from "next/server";

export const config = { matcher: "/api/:path*" };

export function proxy(request) {
  // Before any login: browsers send a preflight without cookies or tokens.
  const preflight = request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method");
  const response = preflight ? new NextResponse(null, { status: 204 }) : NextResponse.next();
  response.headers.set("Access-Control-Allow-Origin", "*");
  response.headers.set("Access-Control-Expose-Headers", "X-Total-Count, ETag");
  if (preflight) {
    response.headers.set("Access-Control-Allow-Methods", "GET, PUT");
    response.headers.set("Access-Control-Allow-Headers", "content-type, x_request-id");
    response.headers.set("Access-Control-Max-Age", "86400");
  }
  return response;
}
