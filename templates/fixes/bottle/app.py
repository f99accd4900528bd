{% if patterns %}import re
{% endif %}from wsgiref.headers import Headers

{% if not any_origin %}ALLOWED_ORIGINS = [{{ exact_origins|quoted }}]

{% endif %}
def with_cors(app):
    def cors_app(environ, start_response):
        preflight = environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ

        def start_cors_response(status, header_list, exc_info=None):
            headers = Headers(header_list)
            # Replaces what the application set.
            del headers["Access-Control-Allow-Origin"]
            del headers["Access-Control-Allow-Credentials"]
{% if any_origin %}            headers["Access-Control-Allow-Origin"] = "*"
{% for name, value in answer_headers %}            headers["{{ name }}"] = "{{ value }}"
{% endfor %}{% else %}            # On every response, so that a shared cache keeps origins apart.
            headers.add_header("Vary", "Origin")
            origin = environ.get("HTTP_ORIGIN")
            if origin not in ALLOWED_ORIGINS{{ unless_py }}:
                return start_response(status, headers.items(), exc_info)
            headers["Access-Control-Allow-Origin"] = origin
{% for name, value in answer_headers %}            headers["{{ name }}"] = "{{ value }}"
{% endfor %}{% endif %}            if preflight:
{% for name, value in preflight_headers %}                headers["{{ name }}"] = "{{ value }}"
{% endfor %}            return start_response(status, headers.items(), exc_info)

        # Before any login: browsers send a preflight without cookies or tokens.
        if preflight:
            start_cors_response("204 No Content", [])
            return []
        return app(environ, start_cors_response)

    return cors_app
