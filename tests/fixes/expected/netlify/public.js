const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, PUT",
  "Access-Control-Allow-Headers": "content-type, x_request-id",
  "Access-Control-Max-Age": "86400",
};

export default async (request, context) => {
  // Before any login: browsers send a preflight without cookies or tokens.
  const preflight = request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method");
  const response = preflight ? new Response(null, { status: 204, headers: preflightHeaders }) : await context.next();
  // Replaces headers that are already set.
  response.headers.delete("Access-Control-Allow-Origin");
  response.headers.delete("Access-Control-Allow-Credentials");
  response.headers.set("Access-Control-Allow-Origin", "*");
  response.headers.set("Access-Control-Expose-Headers", "X-Total-Count, ETag");
  return response;
};

export const config = { path: "/*" };
