"""A curl command line: as browsers copy it for bash and for cmd.exe, and as people type it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from checks.inputs import about
from checks.inputs.commands import shell_words
from checks.inputs.from_wire import from_wire
from checks.inputs.heads import raw_headers
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_START = re.compile(r"^[\s$>#%]*(?:[A-Za-z]:)?(?:[\w./\\-]*[/\\])?curl(?:\.exe)?(?=[\s^'\"`]|$)", re.IGNORECASE)
_COMMENTS = re.compile(r"\A(?:[ \t]*(?:#|::|rem\b)[^\n]*\n|\s*\n)+", re.IGNORECASE)
# Options that take a value; any other is a switch, whether this list knows it or a later curl has added it.
_SHORT_VALUES = frozenset("EKCbcdDFPHhmoUQreXYytzTuAwx")
_LONG_VALUES = frozenset(
    """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
    etag-compare etag-save expect100-timeout form form-string ftp-account ftp-method ftp-port
    happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hsts interface ipfs-gateway json keepalive-time key
    key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs
    max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto
    proto-default proto-redir proxy proxy-cacert proxy-header proxy-user proxy1.0 pubkey quote random-file range rate
    referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a
    socks5 socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers
    tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user
    user-agent variable write-out
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_LONG_NAMES = {
    "X": "request",
    "H": "header",
    "d": "data",
    "b": "cookie",
    "u": "user",
    "e": "referer",
    "A": "user-agent",
    "F": "form",
    "G": "get",
    "I": "head",
    "T": "upload-file",
    "r": "range",
}
_FORM = "application/x-www-form-urlencoded"


@dataclass
class _Command:
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    method: str | None = None
    data: list[str] = field(default_factory=list)
    type_of_data: str | None = None
    as_query: bool = False
    head: bool = False
    notes: list[Note] = field(default_factory=list)


def parse(text: str) -> Understood | None:
    body = _COMMENTS.sub("", text)
    if not _START.match(body):
        return None
    body = re.sub(r"^[\s$>#%]+", "", body)
    words, rest, shell = _words(body)
    command = _read(words)
    if not command.urls:
        raise unreadable("This curl command names no URL. Copy the whole command, from curl to its last line.")
    if len(command.urls) > 1:
        command.notes.append(Note("left-out", f"The command names {len(command.urls)} URLs; this is the first.", "url"))
    url = _with_scheme(command)
    if command.as_query and command.data:
        url += ("&" if "?" in url else "?") + "&".join(command.data)
    method = command.method or _usual_method(command)
    has_body = bool(command.data) and not command.as_query
    if has_body and command.type_of_data and not _names(command, "content-type"):
        command.headers.append(("Content-Type", command.type_of_data))
    answers = raw_headers.answers_in(rest, url=url, preflight=method.upper() == "OPTIONS") if rest.strip() else ()
    found = from_wire(
        f"a curl command ({shell})" + (" and its output" if answers else ""),
        url,
        method,
        command.headers,
        body="&".join(command.data) if has_body else None,
        notes=command.notes,
        answers=answers,
    )
    return about.said(found, text)


def _words(body: str) -> tuple[list[str], str, str]:
    """The command's words, what follows the command, and the shell that it is for."""
    try:
        if _is_for_cmd(body):
            command = body.split("\n", 1)[0] if "^" not in body else body
            return shell_words.cmd(command)[1:], "", "cmd"
        words, rest = shell_words.first_command(body)
        return words[1:], rest, "bash"
    except ValueError as error:
        raise unreadable(
            "A quotation mark of this curl command is not closed. Copy the command again, with its last line."
        ) from error


def _is_for_cmd(body: str) -> bool:
    return bool(re.search(r'\^(?:"|\r?\n|%\^)', body) or re.match(r'curl(?:\.exe)?\s[^\'\n]*"[^"\n]*""', body))


def _read(words: list[str]) -> _Command:
    command = _Command()
    for name, value in _options(words):
        _apply(command, name, value)
        if name == "next":
            break
    return command


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Options by long name with their values; a URL as the option `url`."""
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if name in _LONG_VALUES and not equals:
                value = _value(word, waiting)
            yield name, value
        elif word.startswith("-") and len(word) > 1:
            for place, letter in enumerate(word[1:], 2):
                name = _LONG_NAMES.get(letter, letter)
                if letter in _SHORT_VALUES:
                    yield name, word[place:] or _value(word, waiting)
                    break
                yield name, ""
        elif word.strip():
            yield "url", word


def _value(option: str, waiting: Iterator[str]) -> str:
    value = next(waiting, None)
    if value is None:
        raise unreadable(f"The command ends after {option[:40]}, which needs a value. Copy it whole.")
    return value


def _apply(command: _Command, name: str, value: str) -> None:
    match name:
        case "url":
            command.urls.append(value)
        case "request":
            command.method = value
        case "header":
            _add_header(command, value)
        case "cookie":
            command.headers.append(("Cookie", value))
        case "referer":
            command.headers.append(("Referer", value.removesuffix(";auto")))
        case "user-agent":
            command.headers.append(("User-Agent", value))
        case "range":
            command.headers.append(("Range", f"bytes={value}"))
        case "user":
            secret = base64.b64encode(value.encode("utf-8", "replace")).decode()
            command.headers.append(("Authorization", f"Basic {secret}"))
        case "oauth2-bearer":
            command.headers.append(("Authorization", f"Bearer {value}"))
        case "data" | "data-ascii" | "data-binary" | "data-raw" | "data-urlencode" | "json":
            _add_data(command, name, value)
        case "form" | "form-string":
            command.type_of_data = command.type_of_data or "multipart/form-data; boundary=----form"
            command.data.append(value)
        case "upload-file":
            command.method = command.method or "PUT"
        case "get":
            command.as_query = True
        case "head":
            command.head = True


def _add_header(command: _Command, text: str) -> None:
    name, colon, value = text.partition(":")
    if colon and value.strip():
        command.headers.append((name, value))
    elif text.endswith(";"):
        command.headers.append((text[:-1], ""))
    elif not colon:
        command.notes.append(Note("left-out", f"-H “{text[:60]}” is no header: it has no colon.", "headers"))


def _add_data(command: _Command, name: str, value: str) -> None:
    if value.startswith("@") and name != "data-raw":
        command.notes.append(
            Note("left-out", "The body comes from a file, which is not here; no verdict needs it.", "body")
        )
        value = ""
    if name == "json":
        command.headers.append(("Accept", "application/json"))
    if name == "data-urlencode":
        key, equals, rest = value.partition("=")
        value = f"{key}{equals}{quote_plus(rest)}" if equals else quote_plus(value)
    command.type_of_data = "application/json" if name == "json" else command.type_of_data or _FORM
    command.data.append(value)


def _usual_method(command: _Command) -> str:
    if command.head:
        return "HEAD"
    return "POST" if command.data and not command.as_query else "GET"


def _names(command: _Command, name: str) -> bool:
    return any(key.strip().lower() == name for key, _ in command.headers)


def _with_scheme(command: _Command) -> str:
    url = command.urls[0]
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        return url
    command.notes.append(Note("guess", "The URL has no scheme; curl takes http://, and so does this check.", "url"))
    return f"http://{url}"
