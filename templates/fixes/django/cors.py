{% if patterns %}import re

{% endif %}from django.http import HttpResponse
{% if not any_origin %}from django.utils.cache import patch_vary_headers

ALLOWED_ORIGINS = [{{ exact_origins|quoted }}]
{% endif %}

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
{% if any_origin %}        response["Access-Control-Allow-Origin"] = "*"
{% else %}        # On every response, so that a shared cache keeps origins apart.
        patch_vary_headers(response, ["Origin"])
        origin = request.headers.get("Origin")
        if origin not in ALLOWED_ORIGINS{{ unless_py }}:
            return response
        response["Access-Control-Allow-Origin"] = origin
{% endif %}{% for name, value in answer_headers %}        response["{{ name }}"] = "{{ value }}"
{% endfor %}        if preflight:
{% for name, value in preflight_headers %}            response["{{ name }}"] = "{{ value }}"
{% endfor %}        return response
