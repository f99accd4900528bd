"""What axios tells of a request that failed: an AxiosError as JSON holds the request in its `config`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from checks.cors.fetch_standard import is_token
from checks.cors.model import Headers

_BEGIN = re.compile(r"[{][^{}]{0,4000}?\"(?:name|message|stack|config)\"\s*:")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Dump:
    """The request of an AxiosError, with the numbers of its lines. `status` is None where no response was read."""

    lines: tuple[int, ...]
    url: str
    method: str
    headers: Headers
    credentials: bool
    status: int | None
    body: str | None


def read(text: str) -> list[Dump]:
    """The AxiosErrors that stand in a text as JSON."""
    found: list[Dump] = []
    decoder = json.JSONDecoder()
    at = tried = 0
    while "AxiosError" in text and tried < _MOST and (match := _BEGIN.search(text, at)):
        tried += 1
        at = match.start() + 1
        try:
            value, end = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        dump = _dump(value, text, match.start(), end)
        if dump is not None:
            found.append(dump)
            at = end
    return found


def _dump(value: Any, text: str, start: int, end: int) -> Dump | None:
    config = value.get("config") if isinstance(value, dict) else None
    if not isinstance(config, dict) or not isinstance(config.get("url"), str):
        return None
    url = config["url"]
    base = config.get("baseURL")
    if isinstance(base, str) and "://" not in url:
        url = f"{base.rstrip('/')}/{url.lstrip('/')}"
    headers = config.get("headers")
    pairs = tuple(
        (name, content)
        for name, content in (headers.items() if isinstance(headers, dict) else ())
        if isinstance(content, str) and is_token(name) and content.isprintable()
    )
    body = config.get("data")
    status = value.get("status")
    first = text.count("\n", 0, start)
    return Dump(
        tuple(range(first, first + text.count("\n", start, end) + 1)),
        url,
        str(config.get("method", "get")).upper(),
        pairs,
        config.get("withCredentials") is True,
        status if isinstance(status, int) else None,
        body if isinstance(body, str) else None,
    )
