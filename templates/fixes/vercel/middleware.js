import { next } from "@vercel/functions";

{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}export const config = { matcher: "/api/:path*" };

export default function middleware(request) {
{% if any_origin %}  const headers = new Headers({ "Access-Control-Allow-Origin": "*" });
{% for name, value in answer_headers %}  headers.set("{{ name }}", "{{ value }}");
{% endfor %}{% else %}  // On every response, so that a shared cache keeps origins apart.
  const headers = new Headers({ Vary: "Origin" });
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin){{ or_js }}) {
    headers.set("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}    headers.set("{{ name }}", "{{ value }}");
{% endfor %}  }
{% endif %}  // Before any login: browsers send a preflight without cookies or tokens.
  if (request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method")) {
{% for name, value in preflight_headers %}    headers.set("{{ name }}", "{{ value }}");
{% endfor %}    return new Response(null, { status: 204, headers });
  }
  return next({ headers });
}
