class CorsHandler(tornado.web.RequestHandler):
    def set_default_headers(self):
        super().set_header("Access-Control-Allow-Origin", "*")
        super().set_header("Access-Control-Expose-Headers", "X-Total-Count, ETag")

    def prepare(self):
        # Before any login: browsers send a preflight without cookies or tokens.
        if self.request.method == "OPTIONS" and "Access-Control-Request-Method" in self.request.headers:
            super().set_header("Access-Control-Allow-Methods", "GET, PUT")
            super().set_header("Access-Control-Allow-Headers", "content-type, x_request-id")
            super().set_header("Access-Control-Max-Age", "86400")
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
