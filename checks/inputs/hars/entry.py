"""One entry of a HAR, read whatever its recorder left out or spelt in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from checks.cors.model import Headers, get_header
from checks.cors.urls import parse

Json = Mapping[str, Any]
# Chromium joins the values of a repeated header by line breaks, and some recorders leave it at that.
# A longer URL is not looked at.
MAX_READ = 8192
MAX_HEADERS = 1000
_LINES = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A request with its answer, as far as they were recorded: `status` is 0 where no answer was.

    `error` is what the browser says of a failure, empty where it says nothing; `kind` the recorder's word for what made
    the request, in lower case; `by_worker` says that the page's service worker answered it. `page` is the URL of the
    document, where the recorder tells it.
    """

    number: int
    url: str
    method: str
    sent: Headers
    status: int
    received: Headers
    error: str = ""
    kind: str = ""
    by_worker: bool = False
    has_content: bool = False
    has_cookies: bool = False
    body: str | None = None
    page: str = ""

    def asks(self, name: str) -> str | None:
        """A header of the request; `name` in lower case."""
        return get_header(self.sent, name)

    def answers(self, name: str) -> str | None:
        """A header of the answer; `name` in lower case."""
        return get_header(self.received, name)

    @property
    def is_preflight(self) -> bool:
        return self.method.upper() == "OPTIONS" and self.asks("access-control-request-method") is not None

    @property
    def page_origin(self) -> str | None:
        """The Origin, else the origin of what made the request, None where nothing tells it."""
        origin = self.asks("origin")
        return origin or origin_of(self.asks("referer") or "") or origin_of(self.page)


def origin_of(url: str) -> str | None:
    """A URL's origin, serialised; None where it has none."""
    parsed = parse(url) if url else None
    return parsed.origin if parsed is not None and parsed.hostname and parsed.origin != "null" else None


def read(number: int, value: Any, pages: Mapping[str, str]) -> Entry | None:
    """None where it is no request with an answer, however it ended."""
    if not isinstance(value, dict):
        return None
    request, response = value.get("request"), value.get("response")
    if not isinstance(request, dict) or not isinstance(response, dict):
        return None
    url, method = request.get("url"), request.get("method")
    if not isinstance(url, str) or not url or not isinstance(method, str | None):
        return None
    parsed = parse(url[:MAX_READ]) if url[:4].lower() == "http" else None
    content, posted = response.get("content"), request.get("postData")
    text = posted.get("text") if isinstance(posted, dict) else None
    return Entry(
        number,
        parsed.href if parsed is not None and len(url) <= MAX_READ else url,
        method or "GET",
        _once(tuple(_headers(request.get("headers")))),
        _status(response.get("status")),
        _undoubled(tuple((name, _bytes_as_text(text)) for name, text in _headers(response.get("headers")))),
        error=_error(value, response),
        kind=(_told(value, request, "resourceType") or _told(value, request, "request_type")).lower(),
        by_worker=_own(response, "fetchedViaServiceWorker") is True or _own(value, "fetchedViaServiceWorker") is True,
        has_content=isinstance(content, dict) and bool(content.get("text")),
        has_cookies=bool(request.get("cookies")),
        body=text if isinstance(text, str) else None,
        page=pages.get(str(value.get("pageref")), "") or _told(value, request, "documentURL"),
    )


def _own(part: Json, name: str) -> Any:
    """A recorder's own field: its name begins with an underscore, where it was passed on by another with two."""
    return part.get(f"_{name}", part.get(f"__{name}"))


def _told(entry: Json, part: Json, name: str) -> str:
    """A recorder's own word, which some keep in the entry and some in its request or response."""
    found = _own(part, name) or _own(entry, name)
    return found if isinstance(found, str) else ""


def _error(entry: Json, response: Json) -> str:
    told = _told(entry, response, "error") or _told(entry, response, "failureText")
    return told or ("net::ERR_ABORTED" if _own(entry, "wasAborted") is True else "")


def _status(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:9])
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else 0


def _headers(listed: Any) -> Iterator[tuple[str, str]]:
    """Names and values, from a list of objects or an object; a value may be a list. No browser takes more of them."""
    if isinstance(listed, dict):
        listed = [{"name": name, "value": value} for name, value in islice(listed.items(), MAX_HEADERS)]
    for item in listed[:MAX_HEADERS] if isinstance(listed, list) else []:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            continue
        value = item.get("value")
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str | int | float):
                yield from ((item["name"], line) for line in _LINES.split(str(one).strip("\r\n")))


def _once(headers: Headers) -> Headers:
    """Without what is listed twice in two spellings of its name: the recorder did so, not the browser."""
    spelt: dict[tuple[str, str], str] = {}
    return tuple((name, value) for name, value in headers if spelt.setdefault((name.lower(), value), name) == name)


def _undoubled(headers: Headers) -> Headers:
    """An answer may really hold a header twice; where all are listed in two spellings, the recorder did it."""
    once = _once(headers)
    return once if len(headers) - len(once) >= max(2, len(once) // 2) else headers


def _bytes_as_text(value: str) -> str:
    return value.encode("utf-8", "replace").decode("latin-1")
