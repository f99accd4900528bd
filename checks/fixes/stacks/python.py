"""Python web frameworks."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import BEFORE_LOGIN, REMOVE_OTHERS

PYTHON = (
    Stack(
        id="flask",
        title="Flask",
        family="python",
        language="python",
        filename="app.py",
        replaces=True,
        notes=(
            "Paste this right below `app = Flask(__name__)`; it needs no package.",
            BEFORE_LOGIN,
            "It replaces what a view sends itself. Remove Flask-CORS if you use it: together they send headers twice.",
            "In debug mode Flask shows its own page for an unhandled error, without these headers.",
        ),
    ),
    Stack(
        id="flask-cors",
        title="Flask with Flask-CORS",
        family="python",
        language="python",
        filename="app.py",
        replaces=True,
        notes=(
            "Install it with `pip install flask-cors`, and paste this right below `app = Flask(__name__)`.",
            BEFORE_LOGIN,
            "It is longer than `CORS(app)` because Flask-CORS alone lets a login handle the preflight, leaves "
            "out `Vary: Origin` for other sites (a shared cache then serves the wrong response), duplicates "
            "headers on a 404, and allows every site if no origins are listed.",
            "In debug mode Flask shows its own page for an unhandled error, without these headers.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="fastapi",
        title="FastAPI or Starlette",
        family="python",
        language="python",
        filename="main.py",
        replaces=True,
        notes=(
            "Paste this at the end of the module, below all routes; the server still starts `app`.",
            "`app.add_middleware(CORSMiddleware, …)` is shorter, but then an unhandled error returns 500 without "
            "these headers, and a login added later responds to the preflight with 401.",
            "CORSMiddleware leaves out `Vary: Origin` for other sites, which misleads shared caches.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="django-cors-headers",
        title="Django with django-cors-headers",
        family="python",
        language="python",
        filename="settings.py",
        replaces=True,
        notes=(
            "Install it with `pip install django-cors-headers`, and paste this at the end of settings.py.",
            "It must be first in MIDDLEWARE: a middleware before it handles errors and preflights without these "
            "headers.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="django",
        title="Django without a package",
        family="python",
        language="python",
        filename="cors.py",
        replaces=True,
        notes=(
            'Save this as cors.py beside settings.py, and put `"<project>.cors.CorsMiddleware"` first in MIDDLEWARE.',
            "It replaces what a view sends itself.",
        ),
    ),
    Stack(
        id="aiohttp",
        title="aiohttp",
        family="python",
        language="python",
        filename="app.py",
        replaces=True,
        notes=(
            "Paste this right below `app = web.Application(…)`.",
            "Use it instead of aiohttp-cors, which never sends Vary and leaves a 404 without headers.",
        ),
    ),
    Stack(
        id="tornado",
        title="Tornado",
        family="python",
        language="python",
        filename="app.py",
        replaces=True,
        notes=(
            "Derive your handlers from CorsHandler instead of tornado.web.RequestHandler, and pass the "
            "application `default_handler_class=NotFoundHandler`, so that a 404 has the headers too.",
            "A handler with its own prepare calls `super().prepare()` first, and returns if `self._finished`.",
            "Elsewhere, add to Vary with `add_header`: `set_header` would remove `Origin` from it.",
        ),
    ),
    Stack(
        id="bottle",
        title="Bottle or any WSGI application",
        family="python",
        language="python",
        filename="app.py",
        replaces=True,
        notes=(
            "Wrap the application that the server starts: `app = with_cors(app)`.",
            "It wraps the application, so that a login, a 404 and a crash have the headers too.",
        ),
    ),
)
