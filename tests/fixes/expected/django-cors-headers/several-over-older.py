INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]


def without_older_headers(get_response):
    """Drops the CORS headers that views still set: remove them there."""

    def middleware(request):
        response = get_response(request)
        for name in [name for name in response.headers if name.lower().startswith("access-control-")]:
            del response.headers[name]
        return response

    return middleware


# First, so that login and error responses get the headers too.
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", f"{__name__}.without_older_headers", *MIDDLEWARE]

CORS_ALLOWED_ORIGINS = ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]
CORS_ALLOW_METHODS = ["GET", "PUT"]
CORS_ALLOW_HEADERS = []
CORS_EXPOSE_HEADERS = []
CORS_ALLOW_CREDENTIALS = False
CORS_PREFLIGHT_MAX_AGE = 3600
