"""The request that a page made, from the entries of a HAR that belong to it: one function for box and command alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checks.cors.fetch_standard import is_cors_safelisted_request_header, is_forbidden_request_header, is_token
from checks.cors.model import Answer, Headers, HttpResponse
from checks.cors.urls import without_credentials
from checks.inputs.console import line as console_line
from checks.inputs.dummy import stand_in
from checks.inputs.from_wire import BROWSERS_OWN, from_wire
from checks.inputs.hars.entry import Entry, origin_of
from checks.inputs.hars.failures import ending
from checks.inputs.hars.kinds import is_report
from checks.inputs.hars.log import Conversation, Log
from checks.inputs.understood import Note, PastedAnswer, Understood

_INITIATORS = {
    "image": "img",
    "imageset": "img",
    "script": "script",
    "stylesheet": "stylesheet",
    "font": "font",
    "eventsource": "eventsource",
    "xhr": "xmlhttprequest",
    "xmlhttprequest": "xmlhttprequest",
}
_BY_TYPE = (
    ("image/", "img"),
    ("text/css", "stylesheet"),
    ("font/", "font"),
    ("text/javascript", "script"),
    ("application/javascript", "script"),
    ("application/x-javascript", "script"),
)
_MAX_SENTENCE = 600
_SANITISED = (
    "Chromium exports HARs without cookies and Authorization by default: choose include if your code uses "
    "credentials, and add the header if it sets one."
)
_STORED = (
    "The server responded with 304, so the browser judged by the cached headers, which are not in the recording. "
    "Record it again with “Disable cache” on."
)


def understood(log: Log, held: Conversation) -> Understood:
    """The request with which a conversation begins, with the answers to it, to its preflights and to its redirects."""
    entry, preflight = held.first, held.preflights[0]
    answers: list[PastedAnswer] = []
    for hop, asked_first in zip(held.hops, held.preflights, strict=True):
        answers += [_answer(asked_first)] if asked_first is not None else []
        answers.append(_answer(hop))
    notes = [Note("fact", _STORED)] if _is_stored(held.last) else []
    credentials, told = _credentials(log, entry, held.mode)
    made = from_wire(
        "a HAR",
        entry.url,
        entry.method,
        _pages_headers(entry, preflight, notes),
        body=entry.body,
        credentials=credentials,
        notes=[*notes, told],
        answers=tuple(answers),
    )
    made = _as_worded(_made_by(made, held), held.last)
    if preflight is not None and made.request.initiator in ("fetch", "xmlhttprequest"):
        made = _with_asked(made, entry, _asked(preflight))
    return replace(made, kind="har")


def _as_worded(made: Understood, last: Entry) -> Understood:
    """With what the recorder's sentence about a failure means: WebKit's has the words of its console."""
    if last.status or ending(last.error).code not in ("", "ERR_FAILED"):
        return made
    told = [part.found for part in console_line.parts(last.error[:_MAX_SENTENCE])]
    causes = tuple(cause for found in told for cause in found.causes)
    if any(found.request.credentials == "include" for found in told):
        notes = tuple(note for note in made.notes if note.field != "credentials")
        made = replace(made.asking(credentials="include"), notes=notes)
    return replace(made, causes=causes)


def of_preflight(entry: Entry) -> Understood:
    """The request that a preflight was sent for, which is itself not in the recording."""
    made = from_wire("a HAR", entry.url, "OPTIONS", entry.sent, answers=(_answer(entry),))
    sentence = "Only this request's preflight is in the recording, so only the preflight is judged."
    notes = (*made.notes, Note("fact", sentence))
    return replace(made, notes=notes, kind="har", is_preflight=True)


def of_client(entry: Entry) -> Understood:
    """The request of a program that is no browser, whose recording names no page."""
    made = from_wire("a HAR", entry.url, entry.method, entry.sent, body=entry.body, answers=(_answer(entry),))
    return replace(made, kind="har")


def _answer(entry: Entry) -> PastedAnswer:
    return PastedAnswer(_head(entry), without_credentials(entry.url.partition("#")[0]), entry.is_preflight)


def _head(entry: Entry) -> Answer:
    if not entry.status or _is_stored(entry):
        return ending(entry.error).failure
    return HttpResponse(entry.status, entry.received)


def _is_stored(entry: Entry) -> bool:
    """Whether the answer that counts is the one that the browser's cache held."""
    return entry.status == 304 and entry.answers("access-control-allow-origin") is None


def _credentials(log: Log, entry: Entry, mode: str) -> tuple[str, Note]:
    """The credentials mode, as far as the recording tells it."""
    if entry.asks("sec-fetch-storage-access") is not None:
        return "include", Note(
            "fact", "Browsers send Sec-Fetch-Storage-Access only if the credentials mode is include.", "credentials"
        )
    if mode == "no-cors":
        return "include", Note("fact", "In mode no-cors the browser includes credentials by itself.", "credentials")
    if entry.has_cookies or entry.asks("cookie") is not None:
        sentence = "It carried cookies, so credentials mode include is assumed; the cookies are left out."
        return "include", Note("guess", sentence, "credentials")
    if log.tells_storage_access and entry.asks("sec-fetch-site") == "cross-site":
        sentence = (
            "It has no Sec-Fetch-Storage-Access, unlike other requests here, so its credentials mode is not include."
        )
        return "same-origin", Note("fact", sentence, "credentials")
    if log.sanitised:
        return "same-origin", Note("guess", _SANITISED, "credentials")
    sentence = (
        "It carried no cookies, which says little: choose include if your code uses credentials or withCredentials."
    )
    return "same-origin", Note("guess", sentence, "credentials")


def _made_by(made: Understood, held: Conversation) -> Understood:
    entry, mode = held.first, held.mode
    initiator = _INITIATORS.get(entry.kind, "fetch") if made.request.initiator == "fetch" else made.request.initiator
    if initiator == "fetch" and mode == "no-cors" and not is_report(entry) and entry.method == "GET":
        initiator = _by_type(entry)
    if initiator == "eventsource" and mode != "cors":
        initiator = "fetch"
    scripted = initiator in ("fetch", "xmlhttprequest")
    changes = {} if scripted else {"method": "GET", "headers": (), "body": None}
    origin = made.request.origin or origin_of(entry.page) or ""
    notes = made.notes
    if origin and not made.request.origin:
        notes = tuple(note for note in notes if note.field != "origin")
        sentence = "There is no Origin header; the page's origin is that of the page named in the recording."
        notes = (*notes, Note("guess", sentence, "origin"))
    return replace(made.asking(initiator=initiator, mode=mode, origin=origin, **changes), notes=notes)


def _by_type(entry: Entry) -> str:
    """What loads an answer of its type, where the recorder does not say it."""
    types = ((entry.asks("accept") or "").lower(), (entry.answers("content-type") or "").lower())
    return next((who for start, who in _BY_TYPE if any(kind.startswith(start) for kind in types)), "fetch")


def _asked(preflight: Entry) -> tuple[str, ...]:
    """The names that a preflight asks for, in lower case."""
    names = (name.strip().lower() for name in (preflight.asks("access-control-request-headers") or "").split(","))
    return tuple(dict.fromkeys(name for name in names if is_token(name)))


def _pages_headers(entry: Entry, preflight: Entry | None, notes: list[Note]) -> Headers:
    """The headers without those that somebody else than the page set: the preflight asks for the page's."""
    if preflight is None:
        return entry.sent
    asked, kept = set(_asked(preflight)), []
    others: list[str] = []
    for name, value in entry.sent:
        lower = name.lower()
        free = lower.startswith(":") or is_forbidden_request_header(lower, value)
        if free or lower in asked or is_cors_safelisted_request_header(lower, value) or lower in _TELLING:
            kept.append((name, value))
        elif lower not in BROWSERS_OWN:
            others.append(name[:60])
    if others:
        sentence = "left out: the recorded preflight does not ask for it, so the page did not set it."
        notes += [Note("left-out", f"{name} is {sentence}", "headers") for name in others]
    return tuple(kept)


# They show that a browser sent the request.
_TELLING = frozenset({"user-agent"})


def _with_asked(made: Understood, entry: Entry, asked: Sequence[str]) -> Understood:
    """With the headers that the recorded preflight asks for, which are the page's even where they look like others."""
    present = {name.lower() for name, _ in made.request.headers}
    known = {name.lower(): value for name, value in entry.sent}
    missing = [name for name in asked if name not in present]
    if not missing:
        return made
    headers = tuple((name, known.get(name) or stand_in(name)) for name in missing)
    made_up = [name for name in missing if not known.get(name)]
    notes = tuple(
        note
        for note in made.notes
        if not (note.kind == "left-out" and note.text.split(":")[0].split(" ")[0].lower() in missing)
    )
    if made_up:
        listed = ", ".join(made_up)
        sentence = (
            f"The preflight asked for {listed}, which the recording does not show; their values are placeholders."
        )
        notes = (*notes, Note("guess", sentence, "headers"))
    return replace(made.asking(headers=(*made.request.headers, *headers)), notes=notes)
