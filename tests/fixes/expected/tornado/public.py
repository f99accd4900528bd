class CorsHandler(tornado.web.RequestHandler):
    def set_default_headers(self):
        self.set_header("Access-Control-Allow-Origin", "*")
        self.set_header("Access-Control-Expose-Headers", "X-Total-Count, ETag")

    def prepare(self):
        # Before any login: browsers send a preflight without cookies or tokens.
        if self.request.method == "OPTIONS" and "Access-Control-Request-Method" in self.request.headers:
            self.set_header("Access-Control-Allow-Methods", "GET, PUT")
            self.set_header("Access-Control-Allow-Headers", "content-type, x_request-id")
            self.set_header("Access-Control-Max-Age", "86400")
            self.set_status(204)
            self.finish()


class NotFoundHandler(CorsHandler):
    def prepare(self):
        super().prepare()
        if not self._finished:
            raise tornado.web.HTTPError(404)
