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
    allow_origins=["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
    allow_methods=["GET", "PUT"],
    allow_headers=[],
    expose_headers=[],
    allow_credentials=False,
    max_age=3600,
)
app = VaryByOrigin(app)
