"""PowerShell's Invoke-WebRequest and Invoke-RestMethod, as browsers copy them and as people type them, with the
statements before them that make their headers and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus

from checks.inputs import about, variables
from checks.inputs.commands.lines import Lines
from checks.inputs.commands.posix import Unclosed
from checks.inputs.commands.powershell_values import Reader, Token, statement
from checks.inputs.understood import Note, Part, Understood
from checks.refusal import Refusal, unreadable

_NAMES = (
    r"(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm"
    r"|(?:curl|wget)(?=[^\n]{0,300}? -(?:Uri|Method|Headers|UseBasicParsing)\b))"
)
_CALL = re.compile(rf"{_NAMES}\Z", re.IGNORECASE)
_ANY_CALL = re.compile(rf"(?<![\w.-]){_NAMES}(?=[\s])", re.IGNORECASE)
_START = re.compile(
    rf"(?:^[ \t]*+(?:PS[^>\n]{{0,200}}>[ \t]*+|>>?[ \t]++)?|[{{;(|`][ \t]*+)(?=\$[A-Za-z_{{]|{_NAMES}(?=\s))",
    re.IGNORECASE | re.MULTILINE,
)
_CALLS = frozenset({"invoke-webrequest", "invoke-restmethod", "iwr", "irm", "curl", "wget"})
_PARAMETERS = (
    *("uri", "method", "custommethod", "headers", "body", "contenttype", "useragent", "credential", "certificate"),
    *("usedefaultcredentials", "websession", "sessionvariable", "infile", "outfile", "form", "authentication", "token"),
    *("skipcertificatecheck", "proxy", "usebasicparsing", "timeoutsec", "maximumredirection", "disablekeepalive"),
    *("transferencoding", "passthru", "skipheadervalidation", "skiphttperrorcheck", "verbose", "erroraction"),
    *("allowunencryptedauthentication", "statuscodevariable", "responseheadersvariable", "httpversion", "debug"),
    *("followrellink", "maximumretrycount", "retryintervalsec", "resume", "proxycredential", "sslprotocol"),
    *("certificatethumbprint", "preserveauthorizationonredirect", "connectiontimeoutseconds"),
)
_LEFT_OUT = {
    "usedefaultcredentials": "a browser signs in to Windows by itself, and only if set up for it",
    "skipcertificatecheck": "a browser refuses a certificate it cannot verify",
    "certificate": "no client certificate is sent",
    "certificatethumbprint": "no client certificate is sent",
    "proxy": "no proxy is used",
}


@dataclass
class _Script:
    """What the statements before a call have set."""

    known: dict[str, Any] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    cookies: bool = False


def parts(text: str) -> Iterable[Part]:
    """Each call in a text, with the lines of the statements before it; raises a Refusal for one that does not end."""
    if not _ANY_CALL.search(text):
        return
    lines, script = Lines(text), _Script()
    place = 0
    for match in _START.finditer(text):
        if match.start() < place:
            continue
        try:
            tokens, end = statement(text, match.end())
        except Unclosed as error:
            if _ANY_CALL.search(text, match.end()):
                sentence = "A quotation mark of this PowerShell command is not closed. Copy the whole command again."
                raise unreadable(sentence) from error
            return
        numbers = lines.between(match.end(), end)
        call = _call_in(tokens)
        if call is None:
            if tokens and tokens[0].kind == "variable":
                _set(tokens, script)
                script.lines += numbers
                place = end
            continue
        place = end
        found = about.said(_read(tokens[call + 1 :], script), lines.comments_above(numbers[0]))
        taken = sorted({*script.lines, *numbers, *lines.around(numbers)})
        script.lines = []
        yield Part(tuple(taken), found)


def _call_in(tokens: list[Token]) -> int | None:
    """The place of the call in a statement, which may set a variable, or stand in brackets."""
    for place, token in enumerate(tokens[:60]):
        if token.kind == "word" and token.text.lower() in _CALLS:
            return place
        if token.text in ("{", "@{", ";"):
            return None
    return None


def _set(tokens: list[Token], script: _Script) -> None:
    """A statement that sets a variable, or adds to a table."""
    name = re.sub(r"[${}]", "", tokens[0].text).lower()
    script.cookies = script.cookies or any(
        token.text.lower() in ("system.net.cookie", ".cookies.add") for token in tokens
    )
    reader = Reader(tokens, script.known)
    reader.take()
    following = reader.take()
    table = script.known.get(name)
    if following.text == "=":
        script.known[name] = reader.expression()
    elif following.text == "+=":
        value, added = table, reader.expression()
        if isinstance(value, dict) and isinstance(added, dict):
            script.known[name] = value | added
        elif isinstance(value, str) and isinstance(added, str) and len(value) < 16_000:
            script.known[name] = value + added
    elif isinstance(table, dict) and following.text == "[":
        key = reader.expression()
        reader.take()
        if reader.take().text == "=":
            table[str(key)] = reader.expression()
    elif isinstance(table, dict) and following.text.lower() in (".add", ".set_item", ".append"):
        values = reader.argument()
        if isinstance(values, list) and len(values) == 2:
            table[str(values[0])] = values[1]
    elif isinstance(table, dict) and following.text.startswith(".") and reader.peek().text == "=":
        reader.take()
        table[following.text[1:]] = reader.expression()


def _read(tokens: list[Token], script: _Script) -> Understood:
    values = _arguments(tokens, script.known)
    uri = values.get("uri")
    if not isinstance(uri, str) or not uri:
        raise unreadable("This PowerShell command has no URL: its -Uri is missing. Copy the whole command.")
    notes = [Note("left-out", f"-{name} is left out: {_LEFT_OUT[name]}.") for name in values if name in _LEFT_OUT]
    headers = _headers(values, script, notes)
    method = str(values.get("custommethod") or values.get("method") or "GET").upper()
    url = uri if variables.is_marked(uri) or "://" in uri else f"http://{uri}"
    body, given = None, values.get("body")
    if isinstance(given, dict):
        encoded = "&".join(f"{quote_plus(str(key))}={_encoded(value)}" for key, value in given.items())
        if method == "GET":
            url += ("&" if "?" in url else "?") + encoded
        else:
            body = encoded
    elif given is not None:
        body = given if isinstance(given, str) else ""
    if "form" in values or "infile" in values:
        body = ""
        notes.append(Note("left-out", "The body comes from a file, which is not here; no verdict needs it.", "body"))
    if body is not None and not any(name.lower() == "content-type" for name, _ in headers):
        if "form" in values:
            headers.append(("Content-Type", "multipart/form-data; boundary=----form"))
        elif method == "POST":
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    return variables.request_of("a PowerShell command", "powershell", url, method, headers, body=body, notes=notes)


def _encoded(value: Any) -> str:
    return value if isinstance(value, str) and variables.is_marked(value) else quote_plus(str(value))


def _arguments(tokens: list[Token], known: dict[str, Any]) -> dict[str, Any]:
    """Parameters by their whole names in small letters."""
    values: dict[str, Any] = {}
    reader = Reader(tokens, known)
    while reader.peek().kind not in ("end", "line"):
        token = reader.peek()
        if token.kind == "mark" and token.text in (")", "}", "|", ";"):
            break
        if token.kind == "splat":
            reader.take()
            table = known.get(token.text[1:].lower())
            if not isinstance(table, dict):
                raise unreadable(
                    f"The parameters of this PowerShell command are in {token.text[:40]}, which the text does not "
                    "set. Copy the lines that set it too."
                )
            values |= {_parameter(name): value for name, value in table.items()}
        elif token.kind == "word" and re.match(r"-[A-Za-z]", token.text):
            reader.take()
            name, colon, glued = token.text[1:].partition(":")
            following = reader.peek()
            alone = following.kind in ("end", "line") or (
                following.kind == "word" and re.match(r"-[A-Za-z]", following.text)
            )
            if following.text in ("|", ")", "}", ";") and following.kind == "mark":
                alone = True
            values[_parameter(name)] = glued if colon and glued else True if alone else reader.argument()
        else:
            value = reader.argument()
            if "uri" not in values:
                values["uri"] = value
            elif not isinstance(value, str | dict | list):
                break
    return values


def _parameter(name: str) -> str:
    """PowerShell takes the beginning of a parameter's name for it."""
    lower = name.lower()
    if lower in _PARAMETERS:
        return lower
    alike = [known for known in _PARAMETERS if known.startswith(lower)]
    return alike[0] if alike else lower


def _headers(values: dict[str, Any], script: _Script, notes: list[Note]) -> list[tuple[str, str]]:
    given = values.get("headers")
    headers = []
    if isinstance(given, dict):
        headers = [(str(name), value if isinstance(value, str) else str(value)) for name, value in given.items()]
    elif isinstance(given, str):
        shown = variables.written(given)[:40]
        sentence = f"The headers are in {shown}, which the text does not set; add those that your code sends."
        notes.append(Note("left-out", sentence, "headers"))
    if isinstance(values.get("contenttype"), str):
        headers = [pair for pair in headers if pair[0].lower() != "content-type"]
        headers.append(("Content-Type", values["contenttype"]))
    if isinstance(values.get("useragent"), str):
        headers.append(("User-Agent", values["useragent"]))
    scheme = str(values.get("authentication", "")).lower()
    if "token" in values or scheme in ("bearer", "oauth"):
        headers.append(("Authorization", "Bearer xxxxx"))
    elif "credential" in values:
        headers.append(("Authorization", "Basic xxxxx"))
        if scheme != "basic":
            sentence = "PowerShell sends -Credential when the server asks; here Authorization: Basic is sent at once."
            notes.append(Note("guess", sentence, "headers"))
    if script.cookies and "websession" in values:
        headers.append(("Cookie", "session=1"))
    return headers


def refused(found: Refusal) -> Understood:
    """A call that cannot be read, beside others that can."""
    return replace(Understood("a PowerShell command", kind="powershell"), notes=(Note("left-out", found.detail),))
