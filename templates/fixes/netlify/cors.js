{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}const preflightHeaders = {
{% for name, value in preflight_headers %}  "{{ name }}": "{{ value }}",
{% endfor %}};

export default async (request, context) => {
  // Before any login: browsers send a preflight without cookies or tokens.
  const preflight = request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method");
  const response = preflight ? new Response(null, { status: 204, headers: preflightHeaders }) : await context.next();
  // Replaces headers that are already set.
  response.headers.delete("Access-Control-Allow-Origin");
  response.headers.delete("Access-Control-Allow-Credentials");
{% if any_origin %}  response.headers.set("Access-Control-Allow-Origin", "*");
{% for name, value in answer_headers %}  response.headers.set("{{ name }}", "{{ value }}");
{% endfor %}{% else %}  // On every response, so that a shared cache keeps origins apart.
  response.headers.append("Vary", "Origin");
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin){{ or_js }}) {
    response.headers.set("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}    response.headers.set("{{ name }}", "{{ value }}");
{% endfor %}  }
{% endif %}  return response;
};

export const config = { path: "/*" };
