from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware


class VaryByOrigin:
    """Adds Vary: Origin to every response, so that a shared cache keeps origins apart."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def send_with_vary(message):
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Origin")
            await send(message)

        await self.app(scope, receive, send_with_vary)


# Around the whole application, so that logins and unhandled errors get the headers too.
app = CORSMiddleware(
    app,
    allow_origins=[],
    allow_origin_regex=r"https://([a-z0-9_-]+\.)+example\.org:8443|http://([a-z0-9_-]+\.)+example\.net",
    allow_methods=["GET"],
    allow_headers=[],
    expose_headers=["X-Total-Count"],
    allow_credentials=False,
    max_age=600,
)
app = VaryByOrigin(app)
