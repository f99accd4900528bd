import os
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = []
MIDDLEWARE = ["__main__.LoginMiddleware"]
ROOT_URLCONF = "__main__"


class LoginMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if os.environ["LOGIN"] == "1" and "Authorization" not in request.headers:
            return JsonResponse({}, status=401)
        return self.get_response(request)


# PASTE THE FIX HERE

settings.configure(**{name: value for name, value in globals().items() if name.isupper()})
django.setup()


def items(request):
    response = JsonResponse([], safe=False, status=405 if request.method == "OPTIONS" else 200)
    response["X-Total-Count"] = "2"
    response["Vary"] = "Accept-Encoding"
    if os.environ["ALREADY"] == "1":
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Credentials"] = "true"
    return response


def private(request):
    return JsonResponse({}, status=200 if "Authorization" in request.headers else 401)


def crash(request):
    raise RuntimeError("crash")


urlpatterns = [path("items", items), path("private", private), path("crash", crash)]


class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


make_server("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application(), handler_class=Handler).serve_forever()
