"""Secrets are taken out of facts before anything is stored: a pure function over JSON.

What `checks.secrets.texts` finds in the request is taken out of every text, wherever a server may have repeated it and
however it was spelled; what servers send is judged by the names of its headers and by its shapes. Names stay, and the
mark says nothing of a secret's length.
"""

from __future__ import annotations

import re
from typing import Any

from checks.secrets.finder import MARK, SHORTEST, Finder
from checks.secrets.texts import (
    QUERY,
    SECRET_NAME,
    SHAPES,
    USERINFO,
    is_secret,
    is_telling,
    public_text,
    secrets_of,
)

__all__ = ["MARK", "redact", "redact_request"]

# Name, colon and value, with the lines that continue it.
_FIELD = re.compile(r"(?:^|(?<=[\r\n]))([^:\r\n]++)(:[ \t]*+)([^\r\n]*+(?:\r?[\r\n][ \t][^\r\n]*+)*+)")
_URL = re.compile(r"(?P<scheme>https?:)//(?P<userinfo>[^/?#\s@]*+@)?(?P<host>[^/?#\s@]++)")
_WORD_OF_HTTP = re.compile(
    r"[A-Z]{1,7}|access-control-[a-z-]{1,40}|location|set-cookie|www-authenticate", re.IGNORECASE
)
# The attributes that cookies have (https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#section-5.6);
# of a date the comma is its own.
_ATTRIBUTE = re.compile(
    r"[ \t]*+(?:(?:secure|httponly|partitioned)|(?:domain|path|max-age|samesite|priority|version|comment)=[^;,\s]*+"
    r"|expires=[\w :+-]*+(?:,[ ]\d{1,2}[ -]\w{3}[\w :+-]*+)?+|)[ \t]*+",
    re.IGNORECASE,
)
_NAME = re.compile(r"[ \t]*+[\w!#$%&'*+.^`|~-]++[ \t]*+", re.ASCII)
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
        "phrase",
        "state",
        "reasons",
        "options",
    ]
)


def redact(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a check (`request`, `exchanges`, and what was concluded) without secrets."""
    return _scrubber(facts).clean({**facts, **_then(facts)})  # type: ignore[no-any-return]


def redact_request(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts that go back at once to whoever sent them, and nowhere else: without the secrets of the request's own
    fields, the recorded answers and what browsers print of them untouched."""
    scrubber = _scrubber(facts)
    return {
        **facts,
        "request": scrubber.clean(facts["request"]),
        "preflight": scrubber.clean(facts["preflight"]),
        "exchanges": [{**exchange, "request": scrubber.clean(exchange["request"])} for exchange in facts["exchanges"]],
        **_then(facts),
    }


def _then(facts: dict[str, Any]) -> dict[str, Any]:
    """The later requests, each without its own secrets and the first one's."""
    cleaned = []
    for entry in facts.get("then", ()):
        whole = {**facts["request"], **entry["request"]}
        cleaned.append({**entry, "request": _scrubber({"request": whole}).clean(entry["request"])})
    return {"then": cleaned} if cleaned else {}


def _scrubber(facts: dict[str, Any]) -> _Scrubber:
    request = facts.get("request") or {}
    secrets = secrets_of(request)
    return _Scrubber(_Texts(None if secrets is None else Finder(secrets), public_text(request)))


class _Texts(dict[str, str]):
    """Texts with what is left of each: the same few, names above all, stand in many places of the facts.

    What the finder finds goes, and what looks like a secret; `public` may be shown all the same. Without a finder there
    are more secrets than can be looked for, and every text of others goes.
    """

    def __init__(self, finder: Finder | None, public: str) -> None:
        super().__init__()
        self.finder = finder
        self.public = public

    def __missing__(self, text: str) -> str:
        cleaned = self._hidden(text) if self.finder is None else self.finder.without(text)
        cleaned = SHAPES.sub(self._shape, cleaned)
        if "@" in cleaned:
            cleaned = USERINFO.sub(f"{MARK}@", cleaned)
        if "=" in cleaned:
            cleaned = QUERY.sub(_parameter, cleaned)
        self[text] = cleaned
        return cleaned

    def _hidden(self, text: str) -> str:
        """The text where it is a word of HTTP's, of a URL its host where that may be shown, and else the mark."""
        if len(text) < SHORTEST or text.lower() in self.public or is_telling(text) or _WORD_OF_HTTP.fullmatch(text):
            return text
        url = _URL.match(text)
        if url is None or url["host"].lower() not in self.public:
            return MARK
        return f"{url['scheme']}//{f'{MARK}@' if url['userinfo'] else ''}{url['host']}/{MARK}"

    def _shape(self, match: re.Match[str]) -> str:
        return match[0] if match[0].lower() in self.public else MARK


class _Names(dict[str, bool]):
    """Names of headers, and whether each tells that its value is a secret."""

    def __missing__(self, name: str) -> bool:
        lower = name.lower().strip()
        tells = not lower.startswith("access-control-") and SECRET_NAME.search(lower) is not None
        self[name] = tells
        return tells


class _Scrubber:
    """Cleans JSON, each text for itself and each value of a header as its name tells."""

    def __init__(self, texts: _Texts) -> None:
        self.texts = texts
        self.names = _Names()

    def clean(self, node: Any, key: str = "") -> Any:
        if isinstance(node, str):
            return node if key in _OWN else self.texts[node]
        if isinstance(node, dict):
            return self._object(node, key)
        if isinstance(node, list | tuple):
            if key == "headers" and all(isinstance(item, list | tuple) and len(item) == 2 for item in node):
                return [[self.texts[name], self._value(name, value)] for name, value in node]
            return [self.clean(item, key) for item in node]
        return node

    def _object(self, node: dict[str, Any], key: str) -> dict[str, Any]:
        # Names are ours but in an object of headers: a secret that reads like one must not break the document.
        foreign = key == "headers"
        cleaned = {self.texts[name] if foreign else name: self.clean(value, name) for name, value in node.items()}
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
            cleaned["raw"] = self._head(cleaned["raw"])
        return cleaned

    def _head(self, head: str) -> str:
        """A head that is clean but for what the names of its fields tell."""
        parts = _FIELD.split(head)
        for name in range(1, len(parts), 4):
            if self.names[parts[name]]:
                parts[name + 2] = self._value(parts[name], parts[name + 2])
        return "".join(parts)

    def _value(self, name: str, value: str) -> str:
        """A header's value; a short secret is only ever taken out here, where its name tells it."""
        cleaned = self.texts[value]
        if not cleaned or not self.names[name]:
            return cleaned
        lower = name.lower().strip()
        if lower == "set-cookie":
            return ";".join(_of_cookie(part, first=not number) for number, part in enumerate(cleaned.split(";")))
        scheme, space, _ = cleaned.partition(" ")
        if lower in _CREDENTIALS and space:
            return f"{scheme} {MARK}"
        return cleaned if lower in _CHALLENGES else MARK


def _of_cookie(part: str, *, first: bool) -> str:
    """A part of a Set-Cookie between semicolons: the cookie's name without its value, or an attribute. Whatever else
    stands there belongs to a value, or to another cookie that was folded into the line."""
    name, equals, _ = part.partition("=")
    if first:
        return f"{name}={MARK}" if equals and _NAME.fullmatch(name) else MARK
    if _ATTRIBUTE.fullmatch(part):
        return part
    attribute = _ATTRIBUTE.match(part)
    if attribute is None or not part[attribute.end() :].startswith(","):
        return MARK
    folded = part[attribute.end() + 1 :]
    return f"{attribute[0]},{_of_cookie(folded, first=True)}"


def _parameter(match: re.Match[str]) -> str:
    if match[3] and is_secret(match[2], match[3]):
        return f"{match[1]}{match[2]}={MARK}"
    return match[0]
