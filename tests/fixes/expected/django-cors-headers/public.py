INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]

# First, so that login and error responses get the headers too.
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *MIDDLEWARE]

CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "PUT"]
CORS_ALLOW_HEADERS = ["content-type", "x_request-id"]
CORS_EXPOSE_HEADERS = ["X-Total-Count", "ETag"]
CORS_ALLOW_CREDENTIALS = False
CORS_PREFLIGHT_MAX_AGE = 86400
