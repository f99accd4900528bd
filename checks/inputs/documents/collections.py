"""Collections of requests as API clients keep them: each request with the variables of its own file, and all of them to
choose from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, quote_plus

from checks.inputs import about, choices, fields, variables
from checks.inputs.commands.curl import basic
from checks.inputs.understood import LeftOut, Note, Understood
from checks.inputs.url_spelling import shown
from checks.refusal import Refusal, unreadable

MAX_REQUESTS = 100
_DEEPEST = 10
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_OTHER_TEMPLATE = re.compile(r"\{%[^{}\n]{0,2000}%\}")
_ANGLES = re.compile(r"<<([^<>\n]{1,100})>>")


@dataclass
class Asked:
    """A request as its file writes it, with `{{variables}}`; `credentials` where the file says them."""

    url: str
    method: str = "GET"
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    body: str | None = None
    body_type: str = ""
    notes: list[Note] = field(default_factory=list)
    name: str = ""
    said: str = ""


def text(value: Any) -> str:
    """A value as a text: files hold numbers and nothing where a text is meant."""
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def entries(value: Any, name: str = "key") -> Iterator[tuple[str, str]]:
    """The names and values of a list of `{key, value}`, without those that are switched off."""
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict) or not item.get(name):
            continue
        if item.get("disabled") is True or item.get("isDisabled") is True:
            continue
        if item.get("enabled") is False or item.get("active") is False:
            continue
        yield text(item[name]), text(item.get("value"))


def understood(what: str, kind: str, asked: Iterable[Asked], known: Mapping[str, Any]) -> Understood:
    """The first request of a file, with all of them to choose from; raises a Refusal where it holds none."""
    values = {name: variables.braces_marked(_OTHER_TEMPLATE.sub("", text(value))) for name, value in known.items()}
    made: list[Understood] = []
    left_out: list[LeftOut] = []
    for number, one in enumerate(asked):
        if number >= MAX_REQUESTS:
            left_out.append(LeftOut(what, f"It has more than {MAX_REQUESTS} requests; these are the first."))
            break
        try:
            made.append(_request(what, kind, one, values))
        except Refusal as refusal:
            left_out.append(LeftOut(shown(one.name or one.url)[:80], refusal.detail))
    if not made and left_out:
        raise unreadable(f"Read as {what}, but its request cannot be checked. {left_out[0].why}")
    if not made:
        raise unreadable(f"This is {what} without a request.")
    first = replace(made[0], left_out=tuple(left_out[:20]))
    return replace(first, others=tuple(made)) if len(made) > 1 else first


def _request(what: str, kind: str, asked: Asked, known: Mapping[str, str]) -> Understood:
    def filled(given: str) -> str:
        marked = variables.braces_marked(_ANGLES.sub(r"{{\1}}", given))
        return variables.resolved(_OTHER_TEMPLATE.sub(variables.mark("{% … %}"), marked), known)

    notes = list(asked.notes)
    url = filled(asked.url.strip())
    if not url:
        raise unreadable("One of its requests has no URL yet.")
    query = "&".join(f"{_encoded(filled(name))}={_encoded(filled(value))}" for name, value in asked.query)
    if query:
        url += ("&" if "?" in url else "?") + query
    if not _SCHEME.match(url) and not url.startswith("\ue000"):
        notes.append(Note("guess", "The URL has no scheme; the program uses http://, and so does this check.", "url"))
        url = f"http://{url.lstrip('/')}"
    headers = [(filled(name), filled(value)) for name, value in asked.headers if name.strip()]
    if asked.body_type and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", asked.body_type))
    method = filled(asked.method).strip() or "GET"
    body = None if asked.body is None else filled(asked.body)
    found = variables.request_of(what, kind, url, method, headers, body=body, notes=notes)
    if found.request.url:
        fields.url(found.request.url)
        found = found.asking(initiator=choices.made_by(found.request.initiator, found.request.url))
    return about.said(found, asked.said)


def _encoded(value: str) -> str:
    return value if variables.is_marked(value) else quote(value, safe="!$'()*,/:;?@[]~")


def authorized(asked: Asked, kind: str, values: Mapping[str, Any]) -> None:
    """Adds what a way of signing in sends; `values` are its settings by their usual names."""
    kind = kind.lower()
    if any(name.lower() == "authorization" for name, _ in asked.headers):
        return
    if kind == "basic":
        user, password = text(values.get("username")), text(values.get("password"))
        secret = f"Basic {user}:{password}" if "{{" in user + password else basic(f"{user}:{password}")
        asked.headers.append(("Authorization", secret))
    elif kind in ("bearer", "oauth2", "oauth-2", "jwt"):
        token = text(values.get("token") or values.get("accessToken"))
        if not token:
            sentence = "The token is not in the file; a placeholder is used."
            asked.notes.append(Note("guess", sentence, "headers"))
        prefix = text(values.get("prefix") or values.get("headerPrefix") or "Bearer").strip()
        asked.headers.append(("Authorization", f"{prefix} {token or 'xxxxx'}"))
    elif kind in ("apikey", "api-key"):
        name, value = text(values.get("key") or values.get("name")), text(values.get("value")) or "xxxxx"
        where = text(values.get("in") or values.get("addTo") or values.get("placement") or "header").lower()
        if name and "query" in where:
            asked.query.append((name, value))
        elif name:
            asked.headers.append((name, value))
    elif kind and kind not in ("noauth", "none", "inherit", "null"):
        asked.headers.append(("Authorization", f"{kind.title()} xxxxx"))
        sentence = f"Authorization is computed when the request is sent ({kind[:20]}); a placeholder is used."
        asked.notes.append(Note("guess", sentence, "headers"))


def form(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as a form sends them, with their variables as they are written."""
    return "&".join(
        f"{name if '{{' in name else quote_plus(name)}={value if '{{' in value else quote_plus(value)}"
        for name, value in pairs
    )


def nested(items: Any, below: str, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object of a list, with those of the lists under `below` in each, to a bounded depth."""
    for item in items if isinstance(items, list) and depth < _DEEPEST else []:
        if isinstance(item, dict):
            yield item
            yield from nested(item.get(below), below, depth + 1)


def flattened(data: Any, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The values of an object by their names, those of an inner one with its name and a dot in front."""
    for name, value in data.items() if isinstance(data, dict) and depth < 6 else ():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.", depth + 1)
        else:
            yield f"{prefix}{name}", text(value)
