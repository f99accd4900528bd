"""Secrets are taken out of facts before anything is stored: a pure function over JSON.

What `checks.secret_texts` finds in the request is taken out of every text, plain, percent-encoded or in base64,
wherever a server may have repeated it; what servers send is judged by the names of its headers and by its shapes.
Names stay, and the marker says nothing of a secret's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from checks.secret_texts import (
    QUERY,
    SECRET_NAME,
    SHAPES,
    SHORTEST,
    SHORTEST_SHAPE,
    USERINFO,
    is_secret_parameter,
    public_text,
    secrets_of,
    spellings,
)

MARK = "[redacted]"

_HEAD_LINE = re.compile(r"(?:^|(?<=[\r\n]))([^:\r\n]+):([ \t]*)([^\r\n]*)")
_CHALLENGES = ("www-authenticate", "proxy-authenticate")
_CREDENTIALS = ("authorization", "proxy-authorization", *_CHALLENGES)
# What is ours: names from closed lists, and never foreign text.
_OWN = frozenset(
    [
        "schema",
        "rule",
        "severity",
        "purpose",
        "outcome",
        "verdict",
        "safety",
        "code",
        "field",
        "mode",
        "credentials",
        "redirect",
        "initiator",
        "cache",
        "browser",
        "browsers",
        "probe",
        "state",
        "reasons",
        "options",
    ]
)


def redact(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a check (`request`, `exchanges`, and what was concluded) without secrets."""
    request = facts.get("request") or {}
    scrubber = _Scrubber(_occurring(secrets_of(request), facts), public_text(request))
    return scrubber.clean(facts)  # type: ignore[no-any-return]


def redact_request(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts that go back at once to whoever sent them, and nowhere else: without the secrets of the request's own
    fields, the recorded answers and what browsers print of them untouched."""
    request = facts.get("request") or {}
    scrubber = _Scrubber(_occurring(secrets_of(request), facts), public_text(request))
    return {
        **facts,
        "request": scrubber.clean(request),
        "preflight": scrubber.clean(facts["preflight"]),
        "exchanges": [{**exchange, "request": scrubber.clean(exchange["request"])} for exchange in facts["exchanges"]],
    }


def _occurring(secrets: set[str], facts: dict[str, Any]) -> list[str]:
    """The spellings of the secrets that are in the facts at all, longest first: few, where there could be thousands."""
    spelled = {form.lower() for secret in secrets if len(secret) >= SHORTEST for form in spellings(secret)}
    if not spelled:
        return []
    everything = "\n".join(_texts(facts)).lower()
    return sorted((form for form in spelled if form in everything), key=len, reverse=True)


class _Scrubber:
    """Cleans JSON of known secrets, and of what looks like one; `public` is what may be shown all the same."""

    def __init__(self, secrets: list[str], public: str) -> None:
        self.public = public
        self.pattern = re.compile("|".join(map(re.escape, secrets)), re.IGNORECASE) if secrets else None
        # The same few texts, names above all, stand in many places of the facts.
        self.text = cache(self._text)

    def clean(self, node: Any, key: str = "") -> Any:
        if isinstance(node, str):
            return node if key in _OWN else self.text(node)
        if isinstance(node, dict):
            return self._object(node, key)
        if isinstance(node, list | tuple):
            if key == "headers" and all(isinstance(item, list | tuple) and len(item) == 2 for item in node):
                return [[self.text(name), self._value(str(name), value)] for name, value in node]
            return [self.clean(item, key) for item in node]
        return node

    def _text(self, text: str) -> str:
        if self.pattern is not None:
            text = self.pattern.sub(MARK, text)
        if len(text) >= SHORTEST_SHAPE:
            text = SHAPES.sub(self._shape, text)
        if "@" in text:
            text = USERINFO.sub(f"{MARK}@", text)
        return QUERY.sub(_parameter, text) if "=" in text else text

    def _shape(self, match: re.Match[str]) -> str:
        return match[0] if match[0].lower() in self.public else MARK

    def _object(self, node: dict[str, Any], key: str) -> dict[str, Any]:
        # Names are ours but in an object of headers: a secret that reads like one must not break the document.
        foreign = key == "headers"
        cleaned = {self.text(name) if foreign else name: self.clean(value, name) for name, value in node.items()}
        header, value = node.get("header"), node.get("value")
        if isinstance(header, str) and isinstance(value, str):
            cleaned["value"] = self._value(header, value)
        if "name" in node and "code" in node and isinstance(value, str):
            cleaned["value"] = self._value(str(node["name"]), value)
        if cleaned.get("value") != value and "span" in cleaned:
            cleaned["span"] = None
        if isinstance(node.get("body"), str) and node["body"]:
            cleaned["body"] = MARK
        if isinstance(node.get("raw"), str):
            cleaned["raw"] = _HEAD_LINE.sub(self._line, cleaned["raw"])
        return cleaned

    def _line(self, match: re.Match[str]) -> str:
        return f"{self.text(match[1])}:{match[2]}{self._value(match[1], match[3])}"

    def _value(self, name: str, value: Any) -> Any:
        """A header's value; a short secret is only ever taken out here, where its name tells it."""
        if not isinstance(value, str):
            return value
        cleaned = self.text(value)
        lower = name.lower().strip()
        if not cleaned or lower.startswith("access-control-") or not SECRET_NAME.search(lower):
            return cleaned
        if lower == "set-cookie":
            pair, semicolon, attributes = cleaned.partition(";")
            name, equals, _ = pair.partition("=")
            return f"{name if equals else ''}{equals}{MARK}{semicolon}{attributes}"
        scheme, space, _ = cleaned.partition(" ")
        if lower in _CREDENTIALS and space:
            return f"{scheme} {MARK}"
        return cleaned if lower in _CHALLENGES else MARK


def _parameter(match: re.Match[str]) -> str:
    if match[3] and is_secret_parameter(match[2]):
        return f"{match[1]}{match[2]}={MARK}"
    return match[0]


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _texts(item)
