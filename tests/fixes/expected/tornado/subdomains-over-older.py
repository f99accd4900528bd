import re

ALLOWED_ORIGINS = ["https://app.example.com"]


class CorsHandler(tornado.web.RequestHandler):
    def set_default_headers(self):
        # On every response, so that a shared cache keeps origins apart.
        self.add_header("Vary", "Origin")
        origin = self.request.headers.get("Origin")
        if origin not in ALLOWED_ORIGINS and not re.fullmatch(r"https://([a-z0-9_-]+\.)+example\.org", origin or ""):
            return
        super().set_header("Access-Control-Allow-Origin", origin)
        super().set_header("Access-Control-Allow-Credentials", "true")

    def prepare(self):
        # Before any login: browsers send a preflight without cookies or tokens.
        if self.request.method == "OPTIONS" and "Access-Control-Request-Method" in self.request.headers:
            super().set_header("Access-Control-Allow-Methods", "GET, PUT")
            super().set_header("Access-Control-Allow-Headers", "content-type")
            super().set_header("Access-Control-Max-Age", "600")
            self.set_status(204)
            self.finish()

    def set_header(self, name, value):
        # CORS headers that a handler sets have no effect: remove them there.
        if not name.lower().startswith("access-control-"):
            super().set_header(name, value)


class NotFoundHandler(CorsHandler):
    def prepare(self):
        super().prepare()
        if not self._finished:
            raise tornado.web.HTTPError(404)
