from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

ALLOWED_ORIGINS = ["https://app.example.com"]


class CorsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Before any login: browsers send a preflight without cookies or tokens.
        preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if preflight else self.get_response(request)
        # Replaces what a view set.
        response.headers.pop("Access-Control-Allow-Origin", None)
        response.headers.pop("Access-Control-Allow-Credentials", None)
        # On every response, so that a shared cache keeps origins apart.
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin")
        if origin not in ALLOWED_ORIGINS:
            return response
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
        response["Access-Control-Expose-Headers"] = "X-Total-Count"
        if preflight:
            response["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
            response["Access-Control-Allow-Headers"] = "content-type, authorization"
            response["Access-Control-Max-Age"] = "600"
        return response
