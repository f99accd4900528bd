{% if patterns %}import re

{% endif %}{% if not any_origin %}ALLOWED_ORIGINS = [{{ exact_origins|quoted }}]


{% endif %}def is_preflight(request):
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


@web.middleware
async def answer_preflight(request, handler):
    # Before any login: browsers send a preflight without cookies or tokens.
    return web.Response(status=204) if is_preflight(request) else await handler(request)


async def add_cors_headers(request, response):
    # Replaces what a handler set.
    response.headers.popall("Access-Control-Allow-Origin", None)
    response.headers.popall("Access-Control-Allow-Credentials", None)
{% if any_origin %}    response.headers["Access-Control-Allow-Origin"] = "*"
{% else %}    # On every response, so that a shared cache keeps origins apart.
    response.headers.add("Vary", "Origin")
    origin = request.headers.get("Origin")
    if origin not in ALLOWED_ORIGINS{{ unless_py }}:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
{% endif %}{% for name, value in answer_headers %}    response.headers["{{ name }}"] = "{{ value }}"
{% endfor %}    if is_preflight(request):
{% for name, value in preflight_headers %}        response.headers["{{ name }}"] = "{{ value }}"
{% endfor %}

app.middlewares.insert(0, answer_preflight)
app.on_response_prepare.append(add_cors_headers)
