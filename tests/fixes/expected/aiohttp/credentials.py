ALLOWED_ORIGINS = ["https://app.example.com"]


def is_preflight(request):
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


@web.middleware
async def answer_preflight(request, handler):
    # Before any login: browsers send a preflight without cookies or tokens.
    return web.Response(status=204) if is_preflight(request) else await handler(request)


async def add_cors_headers(request, response):
    # Replaces what a handler set.
    response.headers.popall("Access-Control-Allow-Origin", None)
    response.headers.popall("Access-Control-Allow-Credentials", None)
    # On every response, so that a shared cache keeps origins apart.
    response.headers.add("Vary", "Origin")
    origin = request.headers.get("Origin")
    if origin not in ALLOWED_ORIGINS:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Expose-Headers"] = "X-Total-Count"
    if is_preflight(request):
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "content-type, authorization"
        response.headers["Access-Control-Max-Age"] = "600"


app.middlewares.insert(0, answer_preflight)
app.on_response_prepare.append(add_cors_headers)
