import os

from aiohttp import web


@web.middleware
async def login(request, handler):
    if os.environ["LOGIN"] == "1" and "Authorization" not in request.headers:
        raise web.HTTPUnauthorized
    return await handler(request)


async def items(request):
    headers = {"X-Total-Count": "2", "Vary": "Accept-Encoding"}
    if os.environ["ALREADY"] == "1":
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Allow-Credentials"] = "true"
    return web.json_response([], headers=headers)


async def private(request):
    return web.json_response({}, status=200 if "Authorization" in request.headers else 401)


async def crash(request):
    raise RuntimeError("crash")


app = web.Application(middlewares=[login])
# PASTE THE FIX HERE
for method in ("GET", "POST", "PUT", "DELETE"):
    app.router.add_route(method, "/items", items)
app.router.add_get("/private", private)
app.router.add_get("/crash", crash)
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
