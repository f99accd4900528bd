"""A command of HTTPie or of xh, which has its grammar (https://httpie.io/docs/cli)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from checks.inputs import variables
from checks.inputs.commands.curl import basic
from checks.inputs.commands.targets import is_target
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_ITEM = re.compile(r"(?P<name>[^:=@;]*)(?P<mark>:=@|=@|:=|==@|==|:@|@|=|:|;)(?P<value>.*)", re.DOTALL)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
_VALUED = {
    "--auth": "auth",
    "-a": "auth",
    "--auth-type": "auth-type",
    "-A": "auth-type",
    "--raw": "raw",
    "--session": "session",
    "--session-read-only": "session",
    "--default-scheme": "default-scheme",
    "--bearer": "bearer",
    "--verify": "verify",
    "--proxy": "proxy",
    "--cert": "cert",
    "--resolve": "resolve",
}
# Options whose value says nothing of the request.
_VALUED |= dict.fromkeys(
    [
        "--print",
        "-p",
        "--style",
        "-s",
        "--pretty",
        "--timeout",
        "--output",
        "-o",
        "--max-redirects",
        "--boundary",
        "--cert-key",
        "--cert-key-pass",
        "--ssl",
        "--ciphers",
        "--format-options",
        "--response-charset",
        "--interface",
        "--response-mime",
        "--max-headers",
        "--compress-level",
        "--generate",
        "-P",
        "--http-version",
        "--history-print",
    ],
    "",
)
_LEFT_OUT = {
    "verify": "--verify is left out: a browser refuses a certificate it cannot verify",
    "proxy": "--proxy is left out: no proxy is used",
    "cert": "--cert is left out: no client certificate is sent",
    "resolve": "--resolve is left out: the host's address comes from DNS, as in a browser",
    "session": "--session is left out: its headers and cookies are in a file; add those that your code sends",
}


@dataclass
class _Items:
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: dict[str, object] = field(default_factory=dict)
    query: list[str] = field(default_factory=list)
    body: str | None = None
    has_files: bool = False


def is_command(words: Sequence[str]) -> bool:
    """Whether these words after the program's name are a command's, not a sentence's."""
    _, plain = _split(words)
    if plain and plain[0].upper() in _METHODS:
        plain = plain[1:]
    if not plain:
        return any(word.startswith("--") for word in words)
    return _is_url(plain[0]) and all(variables.is_marked(word) or _ITEM.match(word) for word in plain[1:])


def read(words: Sequence[str], *, program: str = "http", fed: str | None = None) -> list[Understood]:
    """The request of a command whose words follow its name; raises a Refusal where it names no URL."""
    name = "an xh command" if program.startswith("xh") else "an HTTPie command"
    options, plain = _split(words)
    method = plain.pop(0).upper() if len(plain) > 1 and plain[0].upper() in _METHODS else ""
    if not plain or plain[0].upper() in _METHODS:
        raise unreadable(f"This {name.split(' ', 1)[1]} has no URL. Copy the whole command.")
    notes = [Note("left-out", f"{_LEFT_OUT[option]}.") for option in options if option in _LEFT_OUT]
    scheme = options.get("default-scheme") or ("https" if program in ("https", "xhs") else "http")
    url = _url(plain.pop(0), scheme)
    items = _items(plain, notes)
    headers = items.headers
    if fed == "":
        notes.append(Note("left-out", "The body comes from a file, which is not here; no verdict needs it.", "body"))
    if items.query:
        url += ("&" if "?" in url else "?") + "&".join(items.query)
    body = options.get("raw", fed if fed is not None and not items.data else items.body)
    is_form = bool({"--form", "-f", "--multipart"} & options.keys())
    if items.data and not is_form:
        body = json.dumps(items.data, ensure_ascii=False)
    elif items.data or (is_form and items.has_files):
        body = "&".join(f"{quote_plus(key)}={quote_plus(str(value))}" for key, value in items.data.items())
    if body is not None and not any(key.lower() == "content-type" for key, _ in headers):
        headers.append(("Content-Type", _type_of_body(options, is_form, items)))
    _authorize(headers, options)
    usual = "GET" if body is None else "POST"
    return [variables.request_of(name, "httpie", url, method or usual, headers, body=body, notes=notes)]


def _type_of_body(options: dict[str, str], is_form: bool, items: _Items) -> str:
    if "--multipart" in options or (is_form and items.has_files):
        return "multipart/form-data; boundary=----form"
    return "application/x-www-form-urlencoded; charset=utf-8" if is_form else "application/json"


def _authorize(headers: list[tuple[str, str]], options: dict[str, str]) -> None:
    secret, kind = options.get("auth"), options.get("auth-type", "basic").lower()
    if "bearer" in options:
        secret, kind = options["bearer"], "bearer"
    if secret is None:
        return
    # Without a password the command asks for one, and sends it.
    whole = secret if ":" in secret else f"{secret}:"
    headers.append(("Authorization", basic(whole) if kind == "basic" else f"{kind.title()} {secret}"))


def _split(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Options by name with their values, and the other words."""
    options: dict[str, str] = {}
    plain: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word.partition("=")
            options[_VALUED.get(name) or name] = value if equals or name not in _VALUED else next(waiting, "")
        elif word.startswith("-") and len(word) > 1:
            for place, letter in enumerate(word[1:20], 2):
                name = f"-{letter}"
                if name in _VALUED:
                    options[_VALUED[name] or name] = word[place:] or next(waiting, "")
                    break
                options[name] = ""
        elif word:
            plain.append(word)
    return options, plain


def _is_url(word: str) -> bool:
    return is_target(word) or re.match(r":\d{1,5}(?:[/?]|\Z)|:?/[\w-]|://\w", word) is not None


def _url(text: str, scheme: str) -> str:
    if text.startswith("\ue000") or re.match(r"[a-z]+://", text, re.IGNORECASE):
        return text
    text = text.removeprefix("://")
    if text.startswith(":/"):
        text = text[1:]
    return f"{scheme}://localhost{text}" if re.match(r":\d|/", text) else f"{scheme}://{text}"


def _items(words: Sequence[str], notes: list[Note]) -> _Items:
    found = _Items()
    for word in words:
        hidden = re.sub(r"\\([:=@;])", lambda match: chr(0xF000 + ord(match[1])), word)
        match = _ITEM.match(hidden)
        if match is None:
            shown = variables.written(word)[:40]
            notes.append(Note("left-out", f"“{shown}” is not a request item: it has no :, = or @."))
            continue
        name, value = (
            re.sub("[\uf000-\uf07f]", lambda m: chr(ord(m[0]) - 0xF000), match[part]) for part in ("name", "value")
        )
        _add(found, match["mark"], name, value)
        if match["mark"].endswith("@"):
            notes.append(Note("left-out", f"The value of {name or 'the body'} comes from a file, which is not here."))
    return found


def _add(found: _Items, mark: str, name: str, value: str) -> None:
    match mark:
        case ":" if value:
            found.headers.append((name, value))
        case ";":
            found.headers.append((name, ""))
        case ":@":
            found.headers.append((name, "1"))
        case "==" | "==@":
            value = value if variables.is_marked(value) else quote_plus(value)
            found.query.append(f"{quote_plus(name)}={value}")
        case ":=":
            found.data[name] = _json(value)
        case "=" | "=@" | ":=@":
            found.data[name] = value if mark == "=" else ""
        case "@" if name:
            found.has_files = True
            found.body = ""
        case "@":
            found.body = ""


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
