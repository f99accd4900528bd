"""Django's middleware without a thread hop, and the security headers of our own site.

Django hands each hook of its own middleware to a thread under ASGI. Those used here only look at memory, so they run
in place.
"""

from __future__ import annotations

from typing import Any

from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django_htmx.middleware import HtmxDetails

from checks.api.body import longest_body
from checks.pages.htmx import is_by_htmx
from checks.pages.rendered import render_with
from checks.refusal import Refusal
from checks.running.aside import LONG, aside
from checks.running.turns import Turns

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "payment")
)


class InPlace(MiddlewareMixin):
    """Runs the hooks of a middleware on the event loop itself."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        hooks: Any = self
        response = hooks.process_request(request)
        if response is None:
            response = await hooks.get_response(request)
        return hooks.process_response(request, response)  # type: ignore[no-any-return]


class SecurityHeaders(InPlace, SecurityMiddleware):
    """HSTS, the redirect to https, nosniff, referrer and opener policy, and what Django does not know yet."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        return super().process_response(request, response)


class ContentSecurityPolicy(InPlace, CSPMiddleware):
    """The policy of `settings.CONTENT_SECURITY_POLICY`, with a nonce where a template asks for `request.csp_nonce`."""


class Told(HtmxDetails):
    """What htmx says of a request that it makes; `asked` are the headers that the view has looked at."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.asked: set[str] = set()

    def _get_header_value(self, name: str) -> str | None:
        self.asked.add(name)
        return super()._get_header_value(name)


class Htmx(InPlace):
    """Gives `request.htmx`, and has each response say by which of its headers it varies: a browser that goes back must
    not show the fragment that htmx was given at the same address."""

    def process_request(self, request: HttpRequest) -> None:
        request.htmx = Told(request)  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        asked = request.htmx.asked  # type: ignore[attr-defined]
        if asked:
            patch_vary_headers(response, sorted(asked))
        return response


class Themed(InPlace):
    """Has each page say that it varies by the cookie with the theme."""

    def process_request(self, request: HttpRequest) -> None:
        pass

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response


class Common(InPlace, CommonMiddleware):
    """Checks the host, adds a missing slash, sets Content-Length."""


class BodyTooLarge(InPlace):
    """Answers a request that was sent on without its body; the API's endpoints do that themselves."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        most = longest_body(request)
        if most is None or request.path_info.startswith("/api/"):
            return None
        sentence = (
            f"This is more than the {_size(most)} that can be sent here. Send less of it: of a long recording, the "
            "one request that fails is enough."
        )
        return _turned_away(request, Refusal("body_too_large", sentence))

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        return response


def _size(length: int) -> str:
    return f"{length // 1024**2} MB" if length >= 1024**2 else f"{length // 1024} kB"


class LongForms(InPlace):
    """Reads a long form aside, before the token in it is looked for; few at once, since each takes many MB."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        hooks: Any = self
        length = request.META.get("CONTENT_LENGTH") or ""
        if request.method != "POST" or (length.isdigit() and int(length) <= LONG):
            return await hooks.get_response(request)  # type: ignore[no-any-return]
        try:
            async with _LONG_FORMS.turn():
                await aside(getattr, request, "POST")
                if sum(len(value) for name, value in request.POST.items() if name not in LONG_FIELDS) > LONGEST_REST:
                    raise Refusal("body_too_large", "A field of the form is too long. Shorten what is not in the box.")
                return await hooks.get_response(request)  # type: ignore[no-any-return]
        except Refusal as refusal:
            return _turned_away(request, refusal)


# What may be long, and how long all else together.
LONG_FIELDS = frozenset({"paste", "answers", "others"})
LONGEST_REST = 64 * 1024
_LONG_FORMS = Turns(at_once=8, waiting=16)


def _turned_away(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a form that was not read: what was typed is still where it was typed."""
    template = "_turned_away.html" if is_by_htmx(request) else "turned_away.html"
    response = render_with(request, template, {"refusal": refusal}, status=refusal.status, headers=refusal.headers)
    if is_by_htmx(request):
        response.headers["HX-Retarget"] = "#turned_away"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


class Csrf(InPlace, CsrfViewMiddleware):
    """CSRF tokens for forms; also refuses what a browser itself says comes from another site."""

    async def process_view(self, request: HttpRequest, callback: Any, args: Any, kwargs: Any) -> Any:  # type: ignore[override]
        return super().process_view(request, callback, args, kwargs)
