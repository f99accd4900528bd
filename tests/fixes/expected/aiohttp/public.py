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
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "X-Total-Count, ETag"
    if is_preflight(request):
        response.headers["Access-Control-Allow-Methods"] = "GET, PUT"
        response.headers["Access-Control-Allow-Headers"] = "content-type, x_request-id"
        response.headers["Access-Control-Max-Age"] = "86400"


app.middlewares.insert(0, answer_preflight)
app.on_response_prepare.append(add_cors_headers)
