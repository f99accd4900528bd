"""Requests made from others: with other fields, without some, and never with a secret."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

from checks.cors.model import Exchange, Headers, HttpRequest
from checks.cors.secret_names import without_secrets

# What a probe repeats of the page's headers: names that hold no secret, whatever their value.
_REPEATED = frozenset(
    {"accept", "accept-language", "content-language", "content-type", "x-requested-with", "user-agent"}
    | {"sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"}
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A diagnostic request: `name` is one of `checks.cors.probes.ASKS`, with `-target` where a look-alike is of the
    target's own host."""

    name: str
    request: HttpRequest


Rounds = Generator[tuple[Probe, ...], tuple[Exchange, ...], None]


def is_safe(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def repeatable(request: HttpRequest) -> Headers:
    """The headers that may be repeated."""
    return tuple((name, value) for name, value in request.headers if name.lower() in _REPEATED)


def with_fields(request: HttpRequest, *fields: tuple[str, str]) -> HttpRequest:
    """The request with these fields in place of those of the same names."""
    names = {name.lower() for name, _ in fields}
    kept = tuple(field for field in request.headers if field[0].lower() not in names)
    return replace(request, headers=(*kept, *fields))


def without_field(request: HttpRequest, name: str) -> HttpRequest:
    return replace(request, headers=tuple(field for field in request.headers if field[0].lower() != name))


def as_probe(request: HttpRequest) -> HttpRequest:
    return replace(request, url=without_secrets(request.url), purpose="probe")


def preflight_of(base: HttpRequest) -> HttpRequest:
    fields = [field for field in repeatable(base) if field[0].lower().startswith("sec-fetch-")]
    asked = ("Access-Control-Request-Method", base.method)
    return HttpRequest("OPTIONS", without_secrets(base.url), (("Accept", "*/*"), asked, *fields), "probe")


def loosely(preflight: HttpRequest) -> HttpRequest:
    """The same preflight as no browser writes it: names in capitals, with spaces after the commas."""
    asked = preflight.get("access-control-request-headers")
    if not asked:
        return as_probe(preflight)
    loose = ", ".join("-".join(part.capitalize() for part in name.split("-")) for name in asked.split(","))
    return as_probe(with_fields(preflight, ("Access-Control-Request-Headers", loose)))


def beside(url: str, label: str) -> str:
    """A path beside the URL's that cannot exist: the last segment, if there is one, goes on with the label."""
    path, _, _ = url.partition("?")
    head, _, last = path.rpartition("/")
    stem, dot, extension = last.rpartition(".")
    if not dot or not stem:
        stem, extension = last, ""
    return f"{head}/{stem}{'-' if stem else ''}{label}{dot if extension else ''}{extension}"
