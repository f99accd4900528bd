from flask import request


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
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "X-Total-Count, ETag"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, PUT"
        response.headers["Access-Control-Allow-Headers"] = "content-type, x_request-id"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
