import os
from wsgiref.simple_server import WSGIRequestHandler, make_server

import bottle

app = bottle.Bottle()


@app.hook("before_request")
def login():
    if os.environ["LOGIN"] == "1" and "Authorization" not in bottle.request.headers:
        raise bottle.HTTPResponse("{}", 401)


@app.route("/items", ["GET", "POST", "PUT", "DELETE"])
def items():
    bottle.response.add_header("Vary", "Accept-Encoding")
    bottle.response.set_header("X-Total-Count", "2")
    if os.environ["ALREADY"] == "1":
        bottle.response.set_header("Access-Control-Allow-Origin", "*")
        bottle.response.set_header("Access-Control-Allow-Credentials", "true")
    return {}


@app.route("/private")
def private():
    bottle.response.status = 200 if "Authorization" in bottle.request.headers else 401
    return {}


@app.route("/crash")
def crash():
    raise RuntimeError("crash")


# PASTE THE FIX HERE


class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


make_server("127.0.0.1", int(os.environ["PORT"]), app, handler_class=Handler).serve_forever()
