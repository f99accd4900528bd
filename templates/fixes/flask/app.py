{% if patterns %}import re

{% endif %}from flask import request

{% if not any_origin %}ALLOWED_ORIGINS = [{{ exact_origins|quoted }}]

{% endif %}
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
{% if any_origin %}    response.headers["Access-Control-Allow-Origin"] = "*"
{% else %}    # On every response, so that a shared cache keeps origins apart.
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin not in ALLOWED_ORIGINS{{ unless_py }}:
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
{% endif %}{% for name, value in answer_headers %}    response.headers["{{ name }}"] = "{{ value }}"
{% endfor %}    if request.method == "OPTIONS":
{% for name, value in preflight_headers %}        response.headers["{{ name }}"] = "{{ value }}"
{% endfor %}    return response
