"""The ASGI application: static files, the lab, and Django for everything else.

Static files and the lab stay outside Django's middleware: WhiteNoise is synchronous and would cost every request a
thread, and the lab's header lists must reach the wire as they are.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import django
from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from asgiref.wsgi import WsgiToAsgi
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.asgi import ASGIHandler

Made = TypeVar("Made")


def or_stop(make: Callable[[], Made]) -> Made:
    """What is made; where it is not configured right, the start ends with that sentence, without a traceback."""
    try:
        return make()
    except ImproperlyConfigured as error:
        print(f"The site cannot start. {error}", file=sys.stderr)
        # By this status gunicorn knows not to try again.
        raise SystemExit(3) from error


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
or_stop(lambda: django.setup(set_prefix=False))

from django.conf import settings  # noqa: E402
from django.urls import resolve  # noqa: E402

from checks.admission import deny_list  # noqa: E402
from checks.lab.app import Lab  # noqa: E402
from checks.running import service  # noqa: E402
from corschecker import lifespan, measuring  # noqa: E402
from corschecker.bodies import BodyLimit, HeadWithoutBody  # noqa: E402
from corschecker.health import PATHS, Health  # noqa: E402
from corschecker.memory import give_back_large_pieces  # noqa: E402
from corschecker.proxies import TrustedProxies  # noqa: E402
from corschecker.static import static_files  # noqa: E402
from corschecker.watch import Observer, Watched, log_request  # noqa: E402


class Handler(ASGIHandler):
    """Django, without the thread that it starts for every request: there, all it would do is to close the response."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.handle(scope, receive, send)


django_application: Any = Handler()
static_application: Any = WsgiToAsgi(or_stop(static_files))  # type: ignore[no-untyped-call]
limited_django = BodyLimit(django_application, refusal=django_application, seconds=settings.REQUEST_BODY_S)
limited_static = BodyLimit(static_application, refusal=django_application, seconds=settings.REQUEST_BODY_S)
lab_application = Lab(lab_origin=settings.LAB_ORIGIN, page_origin=settings.SITE_ORIGIN)

health_application = Health({"database": service.reach_database}, {"limits": service.reach_limits})
metrics = measuring.metrics()
observers: list[Observer] = [log_request]
metrics_application: Any = None
if metrics is not None:
    from corschecker.metrics import MetricsPage

    observers.append(metrics.request)
    metrics_application = MetricsPage(metrics, settings.METRICS_TOKEN)


async def route(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    if scope["type"] == "lifespan":
        await lifespan.handle(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/static/"):
        await limited_static(scope, receive, send)
    elif scope["type"] == "http" and Lab.serves(scope["path"]):
        await lab_application(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] in PATHS:
        await health_application(scope, receive, send)
    elif metrics_application is not None and scope["type"] == "http" and scope["path"] == "/metrics":
        await metrics_application(scope, receive, send)
    else:
        await limited_django(scope, receive, send)


application: ASGI3Application = TrustedProxies(HeadWithoutBody(Watched(route, observers)), settings.TRUSTED_PROXIES)

# Here, so that it stops the start where it cannot be read, and the workers share what is read of it later.
or_stop(deny_list.default)
give_back_large_pieces()

# Workers share what is loaded before they fork for as long as nobody writes to it, which the collector of garbage
# does to all that it visits.
resolve("/")
gc.collect()
gc.freeze()
