"""Django's middleware without a thread hop, and the security headers of our own site.

Django hands each hook of its own middleware to a thread under ASGI. Those used here only look at memory, so they run
in place.
"""

from __future__ import annotations

from typing import Any

from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin

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


class Common(InPlace, CommonMiddleware):
    """Checks the host, adds a missing slash, sets Content-Length."""


class Csrf(InPlace, CsrfViewMiddleware):
    """CSRF tokens for forms; also refuses what a browser itself says comes from another site."""

    async def process_view(self, request: HttpRequest, callback: Any, args: Any, kwargs: Any) -> Any:  # type: ignore[override]
        return super().process_view(request, callback, args, kwargs)
