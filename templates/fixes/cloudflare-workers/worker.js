{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}function withCors(request, response) {
  // A copy, because a fetched response's headers cannot be changed.
  const answer = new Response(response.body, response);
  // Replaces headers that are already set.
  answer.headers.delete("Access-Control-Allow-Origin");
  answer.headers.delete("Access-Control-Allow-Credentials");
{% if any_origin %}  answer.headers.set("Access-Control-Allow-Origin", "*");
{% for name, value in answer_headers %}  answer.headers.set("{{ name }}", "{{ value }}");
{% endfor %}{% else %}  // On every response, so that a shared cache keeps origins apart.
  answer.headers.append("Vary", "Origin");
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin){{ or_js }}) {
    answer.headers.set("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}    answer.headers.set("{{ name }}", "{{ value }}");
{% endfor %}  }
{% endif %}  return answer;
}

const preflightHeaders = {
{% for name, value in preflight_headers %}  "{{ name }}": "{{ value }}",
{% endfor %}};

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
