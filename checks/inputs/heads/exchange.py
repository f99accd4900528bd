"""The sections of one exchange, as what they say of a request and of its answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from checks.cors.address_space import of_page
from checks.cors.model import Answer, HttpResponse, RawResponse
from checks.inputs.from_wire import from_wire
from checks.inputs.heads import statuses
from checks.inputs.heads.section import Section
from checks.inputs.understood import Note, Part, PastedAnswer, Understood

_OVER_TLS = ("SSL connection", "ALPN", "TLS", "SSL certificate", "Server certificate")
# A full name on the default port: such servers speak TLS today.
_NAMED = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::443)?", re.IGNORECASE)
_PORT_OF_TLS = re.compile(r" port 443\b|:443\.\.\.")
MAX_ANSWERS = 40
_REDIRECTS = (301, 302, 303, 307, 308)
_NO_URL = Note(
    "guess",
    "Response headers read. They do not say which request they belong to: fill in URL, origin and method.",
    "url",
)
_NO_STATUS = Note("guess", "There is no status line; 200 is assumed.", None)
_UNTOLD = "Request headers do not say whether TLS was used; {}:// is assumed for this host."
_PROVISIONAL = Note(
    "fact",
    "“Provisional headers are shown” means that the browser has no headers to show: the request failed before, "
    "or the response came from a cache. Paste the console line too, or use Copy as fetch.",
)
_CUT = Note("fact", "The header list is cut off, so headers missing from it are unknown. Print all of it.")
_NO_HEADERS = Note(
    "fact", "The panel's Response Headers are not in the text. Paste them too: they decide what the browser does."
)


def _told_status(status: int) -> Note:
    return Note("fact", f"The tool says that the server responded with status {status}, but not with which headers.")


@dataclass(slots=True)
class Exchange:
    """Sections that belong together, in the order of the text."""

    sections: list[Section] = field(default_factory=list)

    def of(self, kind: str) -> list[Section]:
        return [section for section in self.sections if section.kind == kind]

    @property
    def request(self) -> Section | None:
        return next(iter(self.of("request")), None)

    @property
    def summary(self) -> Section | None:
        return next(iter(self.of("summary")), None)

    @property
    def is_panel(self) -> bool:
        return self.summary is not None or any(section.panel for section in self.sections)


def part(exchange: Exchange, asked: str = "") -> Part | None:
    """The exchange as a part of the text; None where it says nothing. `asked` is the URL where the text has none."""
    found = _understood(exchange, asked)
    numbers = sorted({number for section in exchange.sections for number in section.lines})
    return Part(tuple(numbers), found) if found is not None and numbers else None


def _understood(exchange: Exchange, asked: str) -> Understood | None:
    request, summary = exchange.request, exchange.summary
    notes: list[Note] = []
    if any(section.source == "provisional" for section in exchange.sections):
        notes.append(_PROVISIONAL)
    url = _url(exchange, notes)
    method = _method(exchange)
    answers = _answers(exchange, url or asked, method, notes)
    notes += [_told_status(section.status) for section in exchange.of("lost") if section.status is not None]
    kind = _kind(exchange)
    if request is None and not url:
        if answers:
            return Understood("response headers", notes=(*notes, _NO_URL), answers=answers, kind=kind)
        return Understood(_what(exchange), notes=tuple(notes), kind=kind) if notes else None
    fields = request.fields if request is not None else []
    found = from_wire(
        _what(exchange),
        url,
        method or "GET",
        fields,
        by_browser=kind == "devtools-headers",
        notes=notes,
        answers=answers,
    )
    found = replace(found, kind=kind)
    if not url:
        sentence = "These request headers do not say where the request went: fill in its URL."
        found = replace(found, notes=(*found.notes, Note("guess", sentence, "url")))
    if request is None:
        found = _without_claims(found)
    if summary is not None and summary.status is not None and not answers and not exchange.of("failure"):
        causes = statuses.causes(summary.status, is_preflight=found.is_preflight)
        found = replace(found, causes=causes, notes=(*found.notes, _NO_HEADERS))
    return found


def _without_claims(found: Understood) -> Understood:
    """Without what was read from request headers that are not in the text."""
    notes = tuple(note for note in found.notes if note.field != "credentials")
    sentence = "The request's headers are not in the text, so we do not know whether cookies were sent."
    return replace(found, notes=(*notes, Note("guess", sentence, "credentials")))


def _kind(exchange: Exchange) -> str:
    if exchange.summary is not None:
        return "devtools-headers" if exchange.summary.panel else "request-head" if exchange.request else "response-head"
    if any((section.labelled and section.panel) or section.source == "provisional" for section in exchange.sections):
        return "devtools-headers"
    return "request-head" if exchange.request is not None else "response-head"


def _what(exchange: Exchange) -> str:
    if _kind(exchange) == "devtools-headers":
        return "a DevTools Headers panel"
    if exchange.request is None:
        return "response headers"
    return "request headers" + (" with their response" if exchange.of("response") else "")


def _method(exchange: Exchange) -> str:
    request, summary = exchange.request, exchange.summary
    if summary is not None and summary.method:
        return summary.method
    if request is None:
        return ""
    told = request.method or request.get(":method")
    return told or ("OPTIONS" if request.get("access-control-request-method") else "GET")


def _url(exchange: Exchange, notes: list[Note]) -> str:
    request, summary = exchange.request, exchange.summary
    if summary is not None and summary.url:
        return summary.url
    if request is None:
        return ""
    if "://" in request.url:
        return request.url
    authority = request.get(":authority")
    if authority:
        return f"{request.get(':scheme') or 'https'}://{authority}{request.get(':path') or '/'}"
    host, target = request.get("host"), request.url or request.get(":path") or "/"
    if not host:
        return ""
    scheme = _scheme(exchange, request, host)
    if scheme is None:
        scheme = "https" if _NAMED.fullmatch(host) and of_page(f"https://{host}") == "public" else "http"
        notes.append(Note("guess", _UNTOLD.format(scheme), "url"))
    return f"{scheme}://{host}{target if target.startswith('/') else '/'}"


def _scheme(exchange: Exchange, request: Section, host: str) -> str | None:
    """What tells of TLS: the tool's own words, the version, the browser's headers."""
    told = [section.source for section in exchange.of("lost")]
    if request.version.startswith(("2", "3")) or any(words.startswith(_OVER_TLS) for words in told):
        return "https"
    connected = [words for words in told if words.startswith(("Connected to", "Trying"))]
    if connected:
        return "https" if any(_PORT_OF_TLS.search(words) for words in connected) else "http"
    local = re.match(r"(?:localhost|127\.|\[::1\]|10\.|192\.168\.)", host)
    port = re.search(r":(?!443$)\d+$", host)
    if request.get("origin").startswith("https:") or request.get("referer").startswith("https:"):
        return None if local or port else "https"
    return None if local or port or not request.get("sec-fetch-site") else "https"


def _answers(exchange: Exchange, url: str, method: str, notes: list[Note]) -> tuple[PastedAnswer, ...]:
    answers: list[PastedAnswer] = []
    for section in exchange.sections:
        if len(answers) == MAX_ANSWERS:
            break
        if section.kind == "failure" and section.failure is not None:
            answers.append(PastedAnswer(section.failure, section.url or url, method == "OPTIONS" if method else None))
        if section.kind != "response":
            continue
        if section.cut:
            notes.append(_CUT)
            if not any(name.lower() == "access-control-allow-origin" for name, _ in section.fields):
                continue
        status = _status(section, exchange.summary)
        if status is None:
            notes.append(_NO_STATUS)
        sent = method or section.method
        preflight = sent == "OPTIONS" if sent else answers_a_preflight(status, section.fields)
        answers.append(PastedAnswer(_answer(section, status or 200), url, preflight))
        if is_redirect(section):
            url = _led_to(url, section.get("location"))
    return tuple(answers)


def _led_to(url: str, location: str) -> str:
    """Where a redirect leads; empty where that depends on a URL that is not known."""
    try:
        led_to = urljoin(url, location)
    except ValueError:
        return ""
    return led_to if "://" in led_to else ""


def _status(section: Section, summary: Section | None) -> int | None:
    if section.status is not None:
        return section.status
    if summary is not None and summary.status is not None:
        return summary.status
    told = re.match(r"[1-9]\d\d(?=\s|$)", section.get(":status") or section.get("status"))
    return int(told[0]) if told else None


def _answer(section: Section, status: int) -> Answer:
    if section.raw is not None:
        return RawResponse("\r\n".join([*section.raw, "", ""]).encode("latin-1", "replace"))
    headers = tuple(
        (name, value.encode("latin-1", "replace").decode("latin-1"))
        for name, value in section.fields
        if not name.startswith(":") and not (section.panel and _is_panels_own(name, value))
    )
    return HttpResponse(status, headers, section.reason)


def _is_panels_own(name: str, value: str) -> bool:
    """Whether it is a pseudo field that older panels list, or one that a browser adds."""
    lower = name.lower()
    return (
        (lower == "status" and re.match(r"[1-9]\d\d(?:\s|$)", value) is not None)
        or (lower == "version" and value.upper().startswith("HTTP/"))
        or lower == "x-firefox-spdy"
    )


def answers_a_preflight(status: int | None, fields: Sequence[tuple[str, str]]) -> bool | None:
    """Whether it answers a preflight, as far as its own fields tell."""
    values = {name.lower(): value for name, value in fields}
    asked = values.keys() & {"access-control-allow-methods", "access-control-allow-headers", "access-control-max-age"}
    has_content = "content-type" in values and status != 204 and values.get("content-length") != "0"
    return True if asked and not has_content else None


def is_interim(section: Section) -> bool:
    """Whether an answer is none to the request: 1xx, and a proxy's to CONNECT."""
    return section.status is not None and (
        section.status < 200 or "connection established" in (section.reason or "").lower()
    )


def is_redirect(section: Section) -> bool:
    return section.status in _REDIRECTS and bool(section.get("location")) and not section.panel


def is_followed(section: Section) -> bool:
    """Whether a tool goes on to another request after this answer."""
    return is_redirect(section) or section.status in (401, 407)
