"""A curl command: the requests that its words say, and what of them no page can do or this check does not send."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from checks.inputs import variables
from checks.inputs.commands.curl_options import options
from checks.inputs.commands.targets import is_target, one_of_a_glob, with_scheme
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_FORM = "application/x-www-form-urlencoded"
_MARKED = re.compile("(\ue000[^\ue000\ue001]*+\ue001)")
_BROWSERS = "a browser decides that itself"
# What an option says of the connection, and why it is not part of this check.
_LEFT_OUT = {
    "insecure": "a browser refuses a certificate it cannot verify",
    "resolve": "the host's address comes from DNS, as in a browser",
    "connect-to": "the connection goes to the URL's own host, as in a browser",
    "dns-servers": "the host's address comes from DNS, as in a browser",
    "interface": _BROWSERS,
    "unix-socket": "browsers do not connect to Unix sockets",
    "abstract-unix-socket": "browsers do not connect to Unix sockets",
    "proxy": "no proxy is used",
    "preproxy": "no proxy is used",
    "socks4": "no proxy is used",
    "socks4a": "no proxy is used",
    "socks5": "no proxy is used",
    "socks5-hostname": "no proxy is used",
    "proxy-header": "no proxy is used",
    "proxy-user": "no proxy is used",
    "cert": "no client certificate is sent",
    "key": "no client certificate is sent",
    "digest": "its header needs a first response; with -u, Authorization: Basic stands for it",
    "ntlm": "its header needs a first response; with -u, Authorization: Basic stands for it",
    "negotiate": "its header needs a first response; with -u, Authorization: Basic stands for it",
    "anyauth": "curl chooses the scheme after a first response; Authorization: Basic stands for it",
    "netrc": "user and password are in a file; add an Authorization header if your code sends one",
    "netrc-file": "user and password are in a file; add an Authorization header if your code sends one",
    "netrc-optional": "user and password may be in a file; add an Authorization header if your code sends one",
    "config": "it reads more options from a file, which is not here; write them out if they matter",
    "request-target": "the URL's path is used",
    "path-as-is": "a browser removes /../ from a path",
    "location-trusted": "a browser never forwards credentials to another host by itself",
    "post301": "a browser follows redirects its own way",
    "post302": "a browser follows redirects its own way",
    "post303": "a browser follows redirects its own way",
    "haproxy-protocol": "no proxy is used",
    "haproxy-clientip": "no proxy is used",
    "time-cond": "curl makes a condition from a file's time; a page's code rarely does",
    "etag-compare": "the header comes from a file; add If-None-Match if your code sends it",
    "continue-at": "it sends Range; add the header if your code sends it",
    "ssl-no-revoke": _BROWSERS,
}


@dataclass
class _Command:
    urls: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    method: str | None = None
    data: list[str] = field(default_factory=list)
    query: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    is_json: bool = False
    upload: str | None = None
    as_query: bool = False
    head: bool = False
    globs: bool = True
    notes: list[Note] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


def read(words: Sequence[str], *, fed: str | None = None, shell: str = "bash") -> list[Understood]:
    """Every request of a command whose words follow its name; raises a Refusal where it names no URL."""
    found: list[Understood] = []
    command = _Command()
    for name, value in options(words):
        if name == "next":
            found += _requests(command, shell)
            command = _Command()
            continue
        _apply(command, name, value, fed)
    return found + _requests(command, shell)


def is_command(words: Sequence[str]) -> bool:
    """Whether these words after `curl` are a command's, not a sentence's."""
    first = next((word for word in words if word), "")
    return first[:1] in ("-", "–", "—") or is_target(first)


def _requests(command: _Command, shell: str) -> list[Understood]:
    urls = command.urls + [word for word in command.words if is_target(word)]
    strange = [word for word in command.words if not is_target(word)]
    if not urls and len(strange) == 1 and re.fullmatch(r"[\w-]+", strange[0]):
        urls, strange = strange, []
    if not urls:
        raise unreadable("This curl command has no URL. Copy the whole command, from curl to its last line.")
    if strange:
        listed = variables.written(", ".join(word[:40] for word in strange[:3]))
        command.notes.append(Note("left-out", f"“{listed}” is neither a URL nor part of an option.", "url"))
    return [_request(command, url, shell) for url in urls[:20]]


def _request(command: _Command, url: str, shell: str) -> Understood:
    notes, headers = list(command.notes), list(command.headers)
    url = with_scheme(one_of_a_glob(url, notes) if command.globs else url, "curl", notes)
    if command.upload is not None and url.endswith("/") and command.upload not in ("", "-", "."):
        url += re.split(r"[/\\]", command.upload)[-1]
    query = [piece for piece in (*command.query, *(command.data if command.as_query else ())) if piece]
    if query:
        url, mark, fragment = url.partition("#")
        url += ("&" if "?" in url else "?") + "&".join(query) + mark + fragment
    body = None if command.as_query else _body(command)
    if body is not None and not _names(headers, "content-type"):
        headers.append(("Content-Type", _type_of_body(command)))
    elif command.upload is not None:
        body = ""
    if command.is_json and not _names(headers, "accept"):
        headers.append(("Accept", "application/json"))
    method = command.method or _usual_method(command, body)
    return variables.request_of(f"a curl command ({shell})", "curl", url, method, headers, body=body, notes=notes)


def _body(command: _Command) -> str | None:
    if command.parts:
        return "&".join(command.parts)
    if command.data:
        return ("" if command.is_json else "&").join(command.data)
    return None


def _type_of_body(command: _Command) -> str:
    if command.parts:
        return "multipart/form-data; boundary=----form"
    return "application/json" if command.is_json else _FORM


def _usual_method(command: _Command, body: str | None) -> str:
    if command.head:
        return "HEAD"
    if command.upload is not None:
        return "PUT"
    return "GET" if body is None else "POST"


def _apply(command: _Command, name: str, value: str, fed: str | None) -> None:
    if name.startswith("expand-"):
        name = name.removeprefix("expand-")
        marked = variables.braces_marked(re.sub(r"\{\{(\w+)(?::\w+)+\}\}", r"{{\1}}", value))
        value = variables.resolved(marked, command.variables)
    match name:
        case "":
            command.words.append(value)
        case "url":
            command.urls.append(value)
        case "url-query":
            command.query.append(value[1:] if value.startswith("+") else _encoded(command, value))
        case "request":
            command.method = value
        case "header":
            _add_header(command, value)
        case "cookie":
            _add_cookie(command, value)
        case "referer":
            command.headers.append(("Referer", value.removesuffix(";auto")))
        case "user-agent":
            command.headers.append(("User-Agent", value))
        case "range":
            command.headers.append(("Range", f"bytes={value}"))
        case "user":
            if not any(content.startswith("AWS4") for _, content in command.headers):
                command.headers.append(("Authorization", basic(value)))
        case "oauth2-bearer":
            command.headers.append(("Authorization", f"Bearer {value}"))
        case "aws-sigv4":
            sentence = "--aws-sigv4 computes the value of Authorization; a placeholder is used."
            command.notes.append(Note("guess", sentence, "headers"))
            command.headers = [pair for pair in command.headers if pair[0] != "Authorization"]
            command.headers += [("Authorization", "AWS4-HMAC-SHA256 xxxxx"), ("X-Amz-Date", "20200101T000000Z")]
        case "data" | "data-ascii" | "data-binary" | "data-raw" | "data-urlencode" | "json":
            _add_data(command, name, value, fed)
        case "form" | "form-string":
            command.parts.append(value)
        case "upload-file":
            command.upload = value
            command.notes.append(_from_file("body"))
        case "get":
            command.as_query = True
        case "head":
            command.head = True
        case "globoff":
            command.globs = False
        case "variable":
            key, _, content = value.lstrip("%").partition("=")
            command.variables[key] = content
        case _:
            _say(command, name)


def _say(command: _Command, name: str) -> None:
    """Names an option that is not used; those that only concern curl's own output and patience need no word."""
    if name.startswith("?"):
        sentence = f"{name[1:40]} is not a curl option we know; it is left out."
        command.notes.append(Note("left-out", sentence))
    elif name in _LEFT_OUT:
        command.notes.append(Note("left-out", f"--{name} is left out: {_LEFT_OUT[name]}."))


def basic(user: str) -> str:
    """The value of Authorization for a user name with a password."""
    if variables.is_marked(user):
        return f"Basic {variables.mark(variables.names(user))}"
    return f"Basic {base64.b64encode(user.encode('utf-8', 'replace')).decode()}"


def _add_header(command: _Command, text: str) -> None:
    name, colon, value = text.partition(":")
    if text.startswith("@"):
        sentence = "-H @… reads headers from a file, which is not here; write them out."
        command.notes.append(Note("left-out", sentence, "headers"))
    elif colon and value.strip():
        command.headers.append((name, value))
    elif not colon and variables.is_marked(text):
        command.headers.append((text, ""))
    elif text.endswith(";"):
        command.headers.append((text[:-1], ""))
    elif not colon:
        command.notes.append(Note("left-out", f"-H “{text[:60]}” is not a header: it has no colon.", "headers"))


def _add_cookie(command: _Command, value: str) -> None:
    if "=" not in value and not variables.is_marked(value):
        sentence = "The cookies come from a file, which is not here; we assume it has some for this host."
        command.notes.append(Note("guess", sentence, "credentials"))
        value = "file=1"
    command.headers.append(("Cookie", value))


def _add_data(command: _Command, name: str, value: str, fed: str | None) -> None:
    command.is_json = command.is_json or name == "json"
    if name == "data-urlencode":
        value = _encoded(command, value)
    elif value.startswith("@") and name != "data-raw":
        value = _file(command, value, fed)
        if name in ("data", "data-ascii"):
            value = value.replace("\r", "").replace("\n", "")
    command.data.append(value)


def _file(command: _Command, value: str, fed: str | None) -> str:
    """The content of `@file`, which is only known where the text feeds it to the command."""
    if value in ("@-", "@/dev/stdin") and fed is not None:
        return fed
    command.notes.append(_from_file("body"))
    return ""


def _from_file(field_name: str) -> Note:
    return Note("left-out", "The body comes from a file, which is not here; no verdict needs it.", field_name)


def _encoded(command: _Command, value: str) -> str:
    """`content`, `=content`, `name=content`, `@file` and `name@file`, as curl encodes them for a URL."""
    key, mark, rest = re.split(r"([=@]|\Z)", value, maxsplit=1)
    if mark == "@":
        command.notes.append(_from_file("body"))
        return f"{key}=" if key else ""
    if not mark:
        return _quoted(value)
    return f"{key}={_quoted(rest)}" if key else _quoted(rest)


def _quoted(text: str) -> str:
    """Encoded for a query, but for the marks of variables."""
    return "".join(piece if variables.is_marked(piece) else quote_plus(piece) for piece in _MARKED.split(text))


def _names(headers: list[tuple[str, str]], name: str) -> bool:
    return any(key.strip().lower() == name for key, _ in headers)
