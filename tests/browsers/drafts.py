"""What a seeded case is made of before it is one: the request's fields, and a script of answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from checks.cors.model import Answer, Headers, HttpResponse

from .server import phrase

Script = dict[tuple[str, bool], Answer]


@dataclass(slots=True)
class Draft:
    """A case in the making: fields of the request, and answers by URL and whether it is a preflight."""

    url: str
    origin: str
    fields: dict[str, Any] = field(default_factory=dict)
    script: Script = field(default_factory=dict)

    @property
    def method(self) -> str:
        return str(self.fields.get("method", "GET"))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.fields.get("headers", ())]


def reply(status: int, headers: Headers = (), length: int | None = 2) -> HttpResponse:
    """An answer; without `length`, its headers say what the body is, and the end of the connection where it ends."""
    plain = (("Content-Type", "text/plain"), ("Content-Length", str(length)))
    framing = () if length is None or status in (204, 304) else plain
    lines = tuple((name, value.strip(" \t")) for name, value in headers + framing)
    return HttpResponse(status, lines, phrase(status))


def answers(script: Script) -> Callable[[str, bool, str | None], Answer]:
    """What is not in the script answers as a server without CORS does."""
    return lambda url, preflight, _: script.get((url, preflight), reply(405 if preflight else 404))


def location(form: str, url: str) -> str:
    words = {"url": url, "path": urlsplit(url).path, "schemeless": url.removeprefix("http:")}
    return form.format(**words, userinfo=url.replace("//", "//u:p@"))


def origin_of(url: str) -> str:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}"
