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
            "It replaces what a view sends itself. Remove Flask-CORS if you use it: both together send headers twice.",
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
            "It is longer than `CORS(app)` because Flask-CORS alone lets a login answer the preflight, leaves out"
            " `Vary: Origin` for other sites (a shared cache then serves the wrong answer), doubles headers on a 404,"
            " and without origins allows every site.",
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
            "Paste this at the end of the module, below all routes; the server goes on starting `app`.",
            "`app.add_middleware(CORSMiddleware, …)` is shorter, but an unhandled error then answers 500 without these"
            " headers, and a login added later answers the preflight with 401.",
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
            "First in MIDDLEWARE matters: a middleware before it answers errors and preflights without these headers.",
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
            "It stands in place of aiohttp-cors, which never sends Vary and leaves a 404 without headers.",
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
            "Derive your handlers from CorsHandler instead of tornado.web.RequestHandler, and give the application"
            " `default_handler_class=NotFoundHandler`, so that a 404 carries the headers too.",
            "A handler with a prepare of its own calls `super().prepare()` first, and returns where `self._finished`.",
            "Add to Vary elsewhere with `add_header`: `set_header` would drop `Origin` from it.",
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
            "It stands around the application, so that a login, a 404 and a crash carry the headers too.",
        ),
    ),
)
