from wsgiref.headers import Headers

ALLOWED_ORIGINS = ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]


def with_cors(app):
    def cors_app(environ, start_response):
        preflight = environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ

        def start_cors_response(status, header_list, exc_info=None):
            headers = Headers(header_list)
            # Replaces what the application set.
            del headers["Access-Control-Allow-Origin"]
            del headers["Access-Control-Allow-Credentials"]
            # On every response, so that a shared cache keeps origins apart.
            headers.add_header("Vary", "Origin")
            origin = environ.get("HTTP_ORIGIN")
            if origin not in ALLOWED_ORIGINS:
                return start_response(status, headers.items(), exc_info)
            headers["Access-Control-Allow-Origin"] = origin
            if preflight:
                headers["Access-Control-Allow-Methods"] = "GET, PUT"
                headers["Access-Control-Max-Age"] = "3600"
            return start_response(status, headers.items(), exc_info)

        # Before any login: browsers send a preflight without cookies or tokens.
        if preflight:
            start_cors_response("204 No Content", [])
            return []
        return app(environ, start_cors_response)

    return cors_app
