INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]

# First, so that login and error responses get the headers too.
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *MIDDLEWARE]

CORS_ALLOWED_ORIGINS = ["https://app.example.com"]
CORS_ALLOW_METHODS = ["GET", "POST", "PUT", "DELETE"]
CORS_ALLOW_HEADERS = ["content-type", "authorization"]
CORS_EXPOSE_HEADERS = ["X-Total-Count"]
CORS_ALLOW_CREDENTIALS = True
CORS_PREFLIGHT_MAX_AGE = 600
