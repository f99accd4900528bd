from starlette.middleware.cors import CORSMiddleware


class WithoutOlderHeaders:
    """Drops CORS headers that the application sets: remove them there."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def send_without(message):
            if message["type"] == "http.response.start":
                headers = message.get("headers", ())
                message["headers"] = [pair for pair in headers if not pair[0].lower().startswith(b"access-control-")]
            await send(message)

        await self.app(scope, receive, send_without)


app = WithoutOlderHeaders(app)

# Around the whole application, so that logins and unhandled errors get the headers too.
app = CORSMiddleware(
    app,
    allow_origins=["*"],
    allow_methods=["GET", "PUT"],
    allow_headers=["content-type", "x_request-id"],
    expose_headers=["X-Total-Count", "ETag"],
    allow_credentials=False,
    max_age=86400,
)
