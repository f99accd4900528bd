"""A wget command (https://www.gnu.org/software/wget/manual/)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.inputs import variables
from checks.inputs.commands.curl import basic
from checks.inputs.commands.targets import is_target, with_scheme
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_SHORT = {"U": "user-agent", "O": "output-document", "S": "server-response"}
_SHORT_WITH_VALUE = frozenset("aABDeiIlOoPQRtTUwX")
_WITH_VALUE = frozenset(
    """
    accept accept-regex append-output base bind-address body-data body-file ca-certificate ca-directory certificate
    certificate-type ciphers compression config connect-timeout crl-file cut-dirs default-page directory-prefix
    dns-servers dns-timeout domains exclude-directories exclude-domains execute follow-tags header http-passwd
    http-password http-user ignore-tags include-directories input-file level limit-rate load-cookies local-encoding
    max-redirect method output-document output-file password pinnedpubkey post-data post-file prefer-family private-key
    private-key-type progress proxy-password proxy-user quota read-timeout referer reject reject-regex remote-encoding
    report-speed restrict-file-names save-cookies secure-protocol start-pos timeout tries user user-agent wait waitretry
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_LEFT_OUT = {
    "no-check-certificate": "a browser refuses a certificate it cannot verify",
    "input-file": "the URLs are in a file, which is not here",
    "certificate": "no client certificate is sent",
    "recursive": "one URL is checked, not what it links to",
    "mirror": "one URL is checked, not what it links to",
    "page-requisites": "one URL is checked, not what it links to",
    "content-on-error": "",
}


def is_command(words: Sequence[str]) -> bool:
    """Whether these words after `wget` are a command's, not a sentence's."""
    first = next((word for word in words if word), "")
    return first.startswith("-") or is_target(first)


def read(words: Sequence[str]) -> list[Understood]:
    """The request of each URL of a command whose words follow its name; raises a Refusal where it names none."""
    values: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    urls: list[str] = []
    notes: list[Note] = []
    for name, value in _options(words):
        if name == "header":
            key, _, content = value.partition(":")
            headers.append((key, content))
        elif name:
            values[name] = value
            if _LEFT_OUT.get(name):
                notes.append(Note("left-out", f"--{name} is left out: {_LEFT_OUT[name]}."))
        elif is_target(value):
            urls.append(value)
        else:
            shown = variables.written(value)[:40]
            notes.append(Note("left-out", f"“{shown}” is neither a URL nor part of an option.", "url"))
    if not urls:
        raise unreadable("This wget command has no URL. Copy the whole command, from wget to its last line.")
    body = _body(values, notes)
    _add_headers(headers, values, body, notes)
    method = values.get("method") or ("HEAD" if "spider" in values else "GET" if body is None else "POST")
    made = []
    for url in urls[:20]:
        told = list(notes)
        whole = with_scheme(url, "wget", told)
        made.append(variables.request_of("a wget command", "wget", whole, method, headers, body=body, notes=told))
    return made


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Options by long names with their values; any other word as the option ``."""
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            yield from (("", rest) for rest in waiting)
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            yield name, value if equals or name not in _WITH_VALUE else _value(word, waiting)
        elif word.startswith("-") and len(word) > 1:
            for place, letter in enumerate(word[1:60], 2):
                # -nv, -nc, -np and the like are of two letters.
                if letter == "n":
                    break
                if letter in _SHORT_WITH_VALUE:
                    yield _SHORT.get(letter, f"-{letter}"), word[place:] or _value(word, waiting)
                    break
        elif word:
            yield "", word


def _value(option: str, waiting: Iterator[str]) -> str:
    value = next(waiting, None)
    if value is None:
        raise unreadable(f"The command ends after {option[:40]}, which needs a value. Copy the whole command.")
    return value


def _body(values: dict[str, str], notes: list[Note]) -> str | None:
    for name in ("post-data", "body-data"):
        if name in values:
            return values[name]
    if "post-file" in values or "body-file" in values:
        notes.append(Note("left-out", "The body comes from a file, which is not here; no verdict needs it.", "body"))
        return ""
    return None


def _add_headers(headers: list[tuple[str, str]], values: dict[str, str], body: str | None, notes: list[Note]) -> None:
    user = values.get("user", values.get("http-user"))
    if user is not None:
        password = values.get("password", values.get("http-password", values.get("http-passwd", "")))
        headers.append(("Authorization", basic(f"{user}:{password}")))
        if "auth-no-challenge" not in values:
            sentence = "wget sends user and password when the server asks; here Authorization is sent at once."
            notes.append(Note("guess", sentence, "headers"))
    if "load-cookies" in values:
        sentence = "The cookies come from a file, which is not here; we assume it has some for this host."
        notes.append(Note("guess", sentence, "credentials"))
        headers.append(("Cookie", "file=1"))
    for option, name in (("referer", "Referer"), ("user-agent", "User-Agent")):
        if values.get(option):
            headers.append((name, values[option]))
    if body is not None and not any(name.strip().lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
