import { NextResponse } from "next/server";

{% if not any_origin %}const allowedOrigins = new Set([{{ exact_origins|quoted }}]);

{% endif %}export const config = { matcher: "/api/:path*" };

export function proxy(request) {
  // Before any login: browsers send a preflight without cookies or tokens.
  const preflight = request.method === "OPTIONS" && request.headers.has("Access-Control-Request-Method");
  const response = preflight ? new NextResponse(null, { status: 204 }) : NextResponse.next();
{% if any_origin %}  response.headers.set("Access-Control-Allow-Origin", "*");
{% for name, value in answer_headers %}  response.headers.set("{{ name }}", "{{ value }}");
{% endfor %}{% else %}  // On every response, so that a shared cache keeps origins apart.
  response.headers.append("Vary", "Origin");
  const origin = request.headers.get("Origin");
  if (allowedOrigins.has(origin){{ or_js }}) {
    response.headers.set("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}    response.headers.set("{{ name }}", "{{ value }}");
{% endfor %}  }
{% endif %}  if (preflight) {
{% for name, value in preflight_headers %}    response.headers.set("{{ name }}", "{{ value }}");
{% endfor %}  }
  return response;
}
