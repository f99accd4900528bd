from flask import request
from flask_cors import CORS

CORS(
    app,
    origins=["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"],
    methods=["GET", "PUT"],
    allow_headers=[],
    expose_headers=[],
    supports_credentials=False,
    max_age=3600,
    intercept_exceptions=False,
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
    response.vary.add("Origin")
    return response
