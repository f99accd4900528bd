{% if patterns %}import re

{% endif %}{% if not any_origin %}ALLOWED_ORIGINS = [{{ exact_origins|quoted }}]


{% endif %}class CorsHandler(tornado.web.RequestHandler):
    def set_default_headers(self):
{% if any_origin %}        {% if older %}super(){% else %}self{% endif %}.set_header("Access-Control-Allow-Origin", "*")
{% else %}        # On every response, so that a shared cache keeps origins apart.
        self.add_header("Vary", "Origin")
        origin = self.request.headers.get("Origin")
        if origin not in ALLOWED_ORIGINS{{ unless_py }}:
            return
        {% if older %}super(){% else %}self{% endif %}.set_header("Access-Control-Allow-Origin", origin)
{% endif %}{% for name, value in answer_headers %}        {% if older %}super(){% else %}self{% endif %}.set_header("{{ name }}", "{{ value }}")
{% endfor %}
    def prepare(self):
        # Before any login: browsers send a preflight without cookies or tokens.
        if self.request.method == "OPTIONS" and "Access-Control-Request-Method" in self.request.headers:
{% for name, value in preflight_headers %}            {% if older %}super(){% else %}self{% endif %}.set_header("{{ name }}", "{{ value }}")
{% endfor %}            self.set_status(204)
            self.finish()
{% if older %}
    def set_header(self, name, value):
        # CORS headers that a handler sets have no effect: remove them there.
        if not name.lower().startswith("access-control-"):
            super().set_header(name, value)
{% endif %}

class NotFoundHandler(CorsHandler):
    def prepare(self):
        super().prepare()
        if not self._finished:
            raise tornado.web.HTTPError(404)
