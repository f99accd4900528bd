INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]

# First, so that login and error responses get the headers too.
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *MIDDLEWARE]

CORS_ALLOWED_ORIGINS = []
CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://([a-z0-9_-]+\.)+example\.org:8443$", r"^http://([a-z0-9_-]+\.)+example\.net$"]
CORS_ALLOW_METHODS = ["GET"]
CORS_ALLOW_HEADERS = []
CORS_EXPOSE_HEADERS = ["X-Total-Count"]
CORS_ALLOW_CREDENTIALS = False
CORS_PREFLIGHT_MAX_AGE = 600
