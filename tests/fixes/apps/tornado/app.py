import asyncio
import os

import tornado.web

# PASTE THE FIX HERE


class ItemsHandler(tornado.web.RequestHandler):
    def get(self):
        if os.environ["LOGIN"] == "1" and "Authorization" not in self.request.headers:
            raise tornado.web.HTTPError(401)
        self.set_header("X-Total-Count", "2")
        self.add_header("Vary", "Accept-Encoding")
        if os.environ["ALREADY"] == "1":
            self.set_header("Access-Control-Allow-Origin", "*")
            self.set_header("Access-Control-Allow-Credentials", "true")
        self.write({})

    post = put = delete = get


class PrivateHandler(tornado.web.RequestHandler):
    def get(self):
        if "Authorization" not in self.request.headers:
            raise tornado.web.HTTPError(401)


class CrashHandler(tornado.web.RequestHandler):
    def get(self):
        raise RuntimeError("crash")


async def main():
    settings = {}
    routes = [("/items", ItemsHandler), ("/private", PrivateHandler), ("/crash", CrashHandler)]
    tornado.web.Application(routes, **settings).listen(int(os.environ["PORT"]), "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
