INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]

{% if older %}
def without_older_headers(get_response):
    """Drops the CORS headers that views still set: remove them there."""

    def middleware(request):
        response = get_response(request)
        for name in [name for name in response.headers if name.lower().startswith("access-control-")]:
            del response.headers[name]
        return response

    return middleware


{% endif %}# First, so that login and error responses get the headers too.
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", {% if older %}f"{__name__}.without_older_headers", {% endif %}*MIDDLEWARE]

{% if any_origin %}CORS_ALLOW_ALL_ORIGINS = True
{% else %}CORS_ALLOWED_ORIGINS = [{{ exact_origins|quoted }}]
{% if patterns %}CORS_ALLOWED_ORIGIN_REGEXES = [{% for pattern in patterns %}{% if not forloop.first %}, {% endif %}r"^{{ pattern }}$"{% endfor %}]
{% endif %}{% endif %}CORS_ALLOW_METHODS = [{{ methods|quoted }}]
CORS_ALLOW_HEADERS = [{{ headers|quoted }}]
CORS_EXPOSE_HEADERS = [{{ expose_headers|quoted }}]
CORS_ALLOW_CREDENTIALS = {{ credentials|yesno:"True,False" }}
CORS_PREFLIGHT_MAX_AGE = {{ max_age }}
