from flask import request

ALLOWED_ORIGINS = ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]


@app.before_request
def answer_preflight():
    # Before any login: browsers send a preflight without cookies or tokens.
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return "", 204


@app.after_request
def add_cors_headers(response):
    # Replaces what a view or another extension set.
    response.headers.pop("Access-Control-Allow-Origin", None)
    response.headers.pop("Access-Control-Allow-Credentials", None)
    # On every response, so that a shared cache keeps origins apart.
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin not in ALLOWED_ORIGINS:
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, PUT"
        response.headers["Access-Control-Max-Age"] = "3600"
    return response
