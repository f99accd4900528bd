const allowedOrigins = new Set([]);

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET",
  "Access-Control-Max-Age": "600",
};

export default async (request, context) => {
  // Before any login: browsers send a preflight without cookies or tokens.
  const preflight = request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method");
  const response = preflight ? new Response(null, { status: 204, headers: preflightHeaders }) : await context.next();
  // Replaces headers that are already set.
  response.headers.delete("Access-Control-Allow-Origin");
  response.headers.delete("Access-Control-Allow-Credentials");
  // On every response, so that a shared cache keeps origins apart.
  response.headers.append("Vary", "Origin");
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/.test(origin) || /^http:\/\/([a-z0-9_-]+\.)+example\.net$/.test(origin)) {
    response.headers.set("Access-Control-Allow-Origin", origin);
    response.headers.set("Access-Control-Expose-Headers", "X-Total-Count");
  }
  return response;
};

export const config = { path: "/*" };
