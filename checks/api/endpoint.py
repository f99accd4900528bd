"""What every endpoint of the API shares: methods, CORS, and errors in one shape."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from checks.api.problems import problem
from checks.inputs.json_text import encode
from checks.refusal import Refusal

Handler = Callable[..., Awaitable[HttpResponse]]
_EXPOSED = "Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy"
_logger = logging.getLogger(__name__)


def endpoint(*, public: tuple[str, ...] = (), **handlers: Handler) -> Callable[..., Coroutine[Any, Any, HttpResponse]]:
    """A view from its handlers by method (`get=`, `post=`, `delete=`).

    `public` names the methods that any page may use: without cookies there is nothing of anyone's to read. CSRF
    tokens are for forms; these bodies need a content type that no form can send.
    """
    allowed = sorted({name.upper() for name in handlers} | ({"HEAD"} if "get" in handlers else set()) | {"OPTIONS"})

    @csrf_exempt
    async def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        method = request.method or ""
        if method == "OPTIONS":
            return _options(request, allowed, public)
        handler = handlers.get("get" if method == "HEAD" else method.lower())
        try:
            if handler is None:
                sentence = f"This URL does not accept {method[:20]}; it accepts {', '.join(allowed)}."
                raise Refusal("method_not_allowed", sentence, headers={"Allow": ", ".join(allowed)})
            response = await handler(request, **arguments)
        except Refusal as refusal:
            response = problem(request, refusal)
        except Exception:
            _logger.exception("%s %s failed", method, request.path)
            response = problem(request, Refusal("internal_error", "This is our fault, not yours. Try again later."))
        if method in public or (method == "HEAD" and "GET" in public):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = _EXPOSED
        return response

    return view


def _options(request: HttpRequest, allowed: list[str], public: tuple[str, ...]) -> HttpResponse:
    response = HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
    del response["Content-Type"]
    if request.headers.get("Access-Control-Request-Method") in public:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = ", ".join(public)
        response["Access-Control-Allow-Headers"] = "Content-Type"
        response["Access-Control-Max-Age"] = "7200"
    return response


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] = MappingProxyType({})) -> HttpResponse:
    """JSON that no cache keeps; bytes are JSON already."""
    return HttpResponse(
        body if isinstance(body, bytes) else encode(body),
        status=status,
        content_type="application/json; charset=utf-8",
        headers={"Cache-Control": "no-store", **headers},
    )
