import { next } from "@vercel/functions";

export const config = { matcher: "/api/:path*" };

export default function middleware(request) {
  const headers = new Headers({ "Access-Control-Allow-Origin": "*" });
  headers.set("Access-Control-Expose-Headers", "X-Total-Count, ETag");
  // Before any login: browsers send a preflight without cookies or tokens.
  if (request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method")) {
    headers.set("Access-Control-Allow-Methods", "GET, PUT");
    headers.set("Access-Control-Allow-Headers", "content-type, x_request-id");
    headers.set("Access-Control-Max-Age", "86400");
    return new Response(null, { status: 204, headers });
  }
  return next({ headers });
}
