{% if not any_origin %}from starlette.datastructures import MutableHeaders
{% endif %}from starlette.middleware.cors import CORSMiddleware

{% if not any_origin %}
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


{% endif %}{% if older %}
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

{% endif %}# Around the whole application, so that logins and unhandled errors get the headers too.
app = CORSMiddleware(
    app,
    allow_origins=[{{ exact_origins|quoted }}],
{% if patterns %}    allow_origin_regex=r"{{ patterns|join:"|" }}",
{% endif %}    allow_methods=[{{ methods|quoted }}],
    allow_headers=[{{ headers|quoted }}],
    expose_headers=[{{ expose_headers|quoted }}],
    allow_credentials={{ credentials|yesno:"True,False" }},
    max_age={{ max_age }},
)
{% if not any_origin %}app = VaryByOrigin(app)
{% endif %}
