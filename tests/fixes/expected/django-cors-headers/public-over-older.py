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

CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "PUT"]
CORS_ALLOW_HEADERS = ["content-type", "x_request-id"]
CORS_EXPOSE_HEADERS = ["X-Total-Count", "ETag"]
CORS_ALLOW_CREDENTIALS = False
CORS_PREFLIGHT_MAX_AGE = 86400
