ALLOWED_ORIGINS = ["https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"]


class CorsHandler(tornado.web.RequestHandler):
    def set_default_headers(self):
        # On every response, so that a shared cache keeps origins apart.
        self.add_header("Vary", "Origin")
        origin = self.request.headers.get("Origin")
        if origin not in ALLOWED_ORIGINS:
            return
        self.set_header("Access-Control-Allow-Origin", origin)

    def prepare(self):
        # Before any login: browsers send a preflight without cookies or tokens.
        if self.request.method == "OPTIONS" and "Access-Control-Request-Method" in self.request.headers:
            self.set_header("Access-Control-Allow-Methods", "GET, PUT")
            self.set_header("Access-Control-Max-Age", "3600")
            self.set_status(204)
            self.finish()


class NotFoundHandler(CorsHandler):
    def prepare(self):
        super().prepare()
        if not self._finished:
            raise tornado.web.HTTPError(404)
