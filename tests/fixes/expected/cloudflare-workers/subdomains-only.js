const allowedOrigins = new Set([]);

function withCors(request, response) {
  // A copy, because a fetched response's headers cannot be changed.
  const answer = new Response(response.body, response);
  // Replaces headers that are already set.
  answer.headers.delete("Access-Control-Allow-Origin");
  answer.headers.delete("Access-Control-Allow-Credentials");
  // On every response, so that a shared cache keeps origins apart.
  answer.headers.append("Vary", "Origin");
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin) || /^https:\/\/([a-z0-9_-]+\.)+example\.org:8443$/.test(origin) || /^http:\/\/([a-z0-9_-]+\.)+example\.net$/.test(origin)) {
    answer.headers.set("Access-Control-Allow-Origin", origin);
    answer.headers.set("Access-Control-Expose-Headers", "X-Total-Count");
  }
  return answer;
}

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET",
  "Access-Control-Max-Age": "600",
};

export default {
  async fetch(request, env, ctx) {
    // Before any login: browsers send a preflight without cookies or tokens.
    if (request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method")) {
      return withCors(request, new Response(null, { status: 204, headers: preflightHeaders }));
    }
    try {
      return withCors(request, await handle(request, env, ctx));
    } catch (error) {
      console.error(error);
      return withCors(request, new Response("Internal Server Error", { status: 500 }));
    }
  },
};
