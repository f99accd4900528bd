from django.http import HttpResponse


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
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "X-Total-Count, ETag"
        if preflight:
            response["Access-Control-Allow-Methods"] = "GET, PUT"
            response["Access-Control-Allow-Headers"] = "content-type, x_request-id"
            response["Access-Control-Max-Age"] = "86400"
        return response
