from flask import request
from flask_cors import CORS

CORS(
    app,
    origins={% if any_origin %}"*"{% else %}[{% for origin in exact_origins %}{% if not forloop.first %}, {% endif %}{% if "[" in origin %}r"^{{ origin|regex }}$"{% else %}"{{ origin }}"{% endif %}{% endfor %}{% for pattern in patterns %}{% if exact_origins or not forloop.first %}, {% endif %}r"^{{ pattern }}$"{% endfor %}]{% endif %},
    methods=[{{ methods|quoted }}],
    allow_headers=[{{ headers|quoted }}],
    expose_headers=[{{ expose_headers|quoted }}],
    supports_credentials={{ credentials|yesno:"True,False" }},
    max_age={{ max_age }},
    intercept_exceptions=False,
{% if any_origin %}    send_wildcard=True,
{% endif %})


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
{% if not any_origin %}    response.vary.add("Origin")
{% endif %}    return response
