INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]

# First, so that login and error responses get the headers too.
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *MIDDLEWARE]

CORS_ALLOWED_ORIGINS = ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]
CORS_ALLOW_METHODS = ["GET", "PUT"]
CORS_ALLOW_HEADERS = []
CORS_EXPOSE_HEADERS = []
CORS_ALLOW_CREDENTIALS = False
CORS_PREFLIGHT_MAX_AGE = 3600
