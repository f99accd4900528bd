"""Which server, framework or service an answer comes from, as far as its own headers say, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Confidence = Literal["certain", "likely", "guess"]
Layer = Literal["application", "platform", "proxy"]
_LAYERS: Sequence[Layer] = ("application", "platform", "proxy")
_CONFIDENCES: Sequence[Confidence] = ("certain", "likely", "guess")


@dataclass(frozen=True, slots=True)
class Sign:
    """`pattern` is searched for in the header's value; in Set-Cookie it must be the cookie's name."""

    header: str
    pattern: str
    stack: str
    layer: Layer = "application"
    confidence: Confidence = "likely"


SIGNS: Sequence[Sign] = (
    Sign("x-powered-by", r"next\.js", "nextjs", confidence="certain"),
    Sign("x-powered-by", r"express", "express", confidence="certain"),
    Sign("x-powered-by", r"php", "php", confidence="certain"),
    Sign("x-powered-by", r"asp\.net", "aspnet-core"),
    Sign("x-aspnet-version", r"", "aspnet-core"),
    Sign("server", r"kestrel", "aspnet-core", confidence="certain"),
    Sign("server", r"werkzeug", "flask", confidence="certain"),
    Sign("server", r"uvicorn|hypercorn", "fastapi"),
    Sign("server", r"tornado", "tornado", confidence="certain"),
    Sign("server", r"aiohttp", "aiohttp", confidence="certain"),
    Sign("server", r"wsgiserver", "django-cors-headers"),
    Sign("server", r"puma|webrick", "rails"),
    Sign("x-runtime", r"^\d+\.\d+$", "rails"),
    Sign("server", r"tomcat|coyote", "tomcat", confidence="certain"),
    Sign("server", r"jetty", "servlet-filter", confidence="certain"),
    Sign("set-cookie", r"connect\.sid", "express"),
    Sign("set-cookie", r"laravel_session", "laravel", confidence="certain"),
    Sign("set-cookie", r"csrftoken", "django-cors-headers"),
    Sign("set-cookie", r"PHPSESSID", "php"),
    Sign("set-cookie", r"ASP\.NET_SessionId|\.AspNetCore\..*", "aspnet-core"),
    Sign("set-cookie", r"rack\.session", "rack"),
    Sign("set-cookie", r"JSESSIONID", "servlet-filter", confidence="guess"),
    Sign(
        "vary",
        r"Origin, ?Access-Control-Request-Method, ?Access-Control-Request-Headers",
        "spring-boot",
        "application",
        "guess",
    ),
    Sign("content-type", r"application/vnd\.spring-boot", "spring-boot", confidence="certain"),
    Sign("x-amzn-errortype", r"", "aws-api-gateway", "platform", "certain"),
    Sign("apigw-requestid", r"", "aws-api-gateway", "platform", "certain"),
    Sign("x-amz-apigw-id", r"", "aws-api-gateway", "platform", "certain"),
    Sign("x-amzn-requestid", r"", "aws-api-gateway", "platform"),
    Sign("server", r"amazons3", "aws-s3", "platform", "certain"),
    Sign("x-vercel-id", r"", "vercel", "platform", "certain"),
    Sign("server", r"netlify", "netlify", "platform", "certain"),
    Sign("x-nf-request-id", r"", "netlify", "platform", "certain"),
    Sign("server", r"caddy", "caddy", "proxy", "certain"),
    Sign("via", r"caddy", "caddy", "proxy", "certain"),
    Sign("server", r"envoy", "envoy", "proxy", "certain"),
    Sign("x-envoy-upstream-service-time", r"", "envoy", "proxy", "certain"),
    Sign("server", r"lighttpd", "lighttpd", "proxy", "certain"),
    Sign("server", r"^(?!.*coyote).*apache", "apache", "proxy", "certain"),
    Sign("server", r"nginx|openresty", "nginx", "proxy", "certain"),
    Sign("x-varnish", r"", "varnish", "proxy", "certain"),
    Sign("via", r"varnish", "varnish", "proxy", "certain"),
    Sign("server", r"cloudflare", "cloudflare-workers", "proxy", "guess"),
)


# A cookie's name is told by its case, all else is not.
_BY_HEADER = {
    header: [(sign, re.compile(sign.pattern, 0 if header == "set-cookie" else re.IGNORECASE)) for sign in signs]
    for header in {sign.header for sign in SIGNS}
    if (signs := [sign for sign in SIGNS if sign.header == header])
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A stack, with the first answer's header that names it."""

    stack: str
    layer: Layer
    confidence: Confidence
    exchange: int
    header: str
    value: str


def stacks_seen(exchanges: Iterable[Mapping[str, Any]]) -> list[Seen]:
    """Every stack that the answers of a document name, from the application outwards, the surest first: CORS is
    usually decided by a framework and not by the proxy before it."""
    found: dict[str, Seen] = {}
    for number, exchange in enumerate(exchanges):
        headers = (exchange.get("response") or {}).get("headers", ())
        for name, value in headers:
            for sign, pattern in _BY_HEADER.get(name.lower(), ()):
                if _names(sign, pattern, value):
                    seen = Seen(sign.stack, sign.layer, sign.confidence, number, name, _shown(sign, value))
                    known = found.get(sign.stack)
                    if known is None or _rank(seen) < _rank(known):
                        found[sign.stack] = seen
    return sorted(found.values(), key=_rank)


def _names(sign: Sign, pattern: re.Pattern[str], value: str) -> bool:
    if sign.header == "set-cookie":
        return pattern.fullmatch(value.partition("=")[0].strip()) is not None
    return pattern.search(value) is not None


def _shown(sign: Sign, value: str) -> str:
    """The header's value; of a cookie the name alone."""
    return value.partition("=")[0].strip() if sign.header == "set-cookie" else value


def _rank(seen: Seen) -> tuple[int, int]:
    """A guess about the application counts for less than what a platform or proxy says of itself."""
    guessed = seen.confidence == "guess"
    return (len(_LAYERS) if guessed else _LAYERS.index(seen.layer), _CONFIDENCES.index(seen.confidence))
