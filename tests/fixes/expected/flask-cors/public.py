from flask import request
from flask_cors import CORS

CORS(
    app,
    origins="*",
    methods=["GET", "PUT"],
    allow_headers=["content-type", "x_request-id"],
    expose_headers=["X-Total-Count", "ETag"],
    supports_credentials=False,
    max_age=86400,
    intercept_exceptions=False,
    send_wildcard=True,
)


@app.before_request
def answer_preflight():
    # Before any login: browsers send a preflight without cookies or tokens.
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return "", 204


@app.after_request
def replace_older_headers(response):
    # Flask-CORS runs after this, and would keep or duplicate a header that is already set.
    response.headers.pop("Access-Control-Allow-Origin", None)
    response.headers.pop("Access-Control-Allow-Credentials", None)
    return response
