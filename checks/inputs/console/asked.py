"""The request that a console's messages are about, with what is assumed of it."""

from __future__ import annotations

import re

from checks.cors.fetch_standard import is_token, normalize_method
from checks.cors.model import Headers, Request
from checks.cors.urls import is_socket
from checks.cors.urls import parse as parse_url
from checks.inputs import choices
from checks.inputs.console.axios import Dump
from checks.inputs.console.facts import Facts, without_query
from checks.inputs.dummy import stand_in
from checks.inputs.understood import Note
from checks.inputs.url_spelling import shown

# The files in which axios and zone.js send their requests.
_XHR_SCRIPTS = frozenset(
    {"xhr.js", "zone.js", "zone-evergreen.js", "axios.js", "axios.min.js", "jquery.min.js", "jquery.js"}
)
_ORIGIN = Note("guess", "The line does not name the page's origin. Add it.", "origin")
# These name a header that the page did not send: one that browsers set, or one of the response.
_NOT_SENT = frozenset({"header-forbidden", "expose-missing"})
_PREFLIGHTED = ("preflight", "method-", "header-not", "allow-methods", "allow-headers", "options-")


def request(facts: Facts, meant: tuple[str, ...], dump: Dump | None) -> tuple[Request, list[Note]]:
    """The request, and a note for each field that the text does not tell."""
    notes: list[Note] = []
    if facts.first_url:
        notes.append(Note("fact", f"It was redirected to {without_query(facts.url)}.", "url"))
    url, more = _usable(facts.first_url or facts.url)
    notes += more
    parsed = parse_url(url)
    if is_socket(url):
        origin = [] if facts.origin else [_ORIGIN]
        return Request(url, facts.origin, initiator=choices.SOCKET), [*notes, *origin]
    if not meant and dump is None and url and not (parsed and parsed.is_http):
        # Nothing of it can be checked, and the form takes no such URL.
        notes.append(Note("fact", f"It is about {without_query(url)}."))
        url = ""
    headers = _header(facts.header) if facts.header and not _NOT_SENT.intersection(meant) else ()
    include = any("credential" in rule for rule in meant[:1])
    method, guess = _method(facts, meant)
    credentials = "include" if include else "same-origin"
    if dump is not None:
        method, headers = normalize_method(dump.method), dump.headers or headers
        credentials = "include" if dump.credentials or include else "same-origin"
        url, guess = url or dump.url, []
        notes.append(Note("fact", "Method and headers come from the AxiosError's config (axios)."))
    elif headers:
        notes.append(Note("guess", f"The line names the header {headers[0][0]}, not its value.", "headers"))
    notes += guess
    if credentials == "same-origin":
        notes.append(Note("guess", "A console line does not say whether credentials were sent.", "credentials"))
    initiator = facts.initiator or ("xmlhttprequest" if dump is not None or facts.script in _XHR_SCRIPTS else "")
    if not initiator:
        notes.append(Note("guess", "The line does not say what made the request.", "initiator"))
    if not facts.origin:
        notes.append(_ORIGIN)
    asked = Request(
        url, facts.origin, method=method, headers=headers, credentials=credentials, initiator=initiator or "fetch"
    )
    return asked, notes


def _usable(url: str) -> tuple[str, list[Note]]:
    """The URL; one without a scheme, which is what the line complains of, with http:// in front."""
    parsed = parse_url(url)
    if not url or (parsed is not None and parsed.is_http):
        return url, []
    if not re.match(r"[\w.-]+:\d+|localhost\b|[\w-]+(?:\.[\w-]+)+(?:[/?#]|\Z)", url):
        return url, []
    return f"http://{url}", [Note("guess", f"{shown(url)} has no scheme, so http:// is added.", "url")]


def _method(facts: Facts, meant: tuple[str, ...]) -> tuple[str, list[Note]]:
    if facts.method and is_token(facts.method):
        return normalize_method(facts.method), []
    if facts.preflight or (meant and meant[0].startswith(_PREFLIGHTED)):
        return "PUT", [Note("guess", "A preflight failed and the method is not named, so PUT is assumed.", "method")]
    return "GET", [Note("guess", "The line does not name the method; GET is assumed.", "method")]


def _header(name: str) -> Headers:
    """The request header that the line names, with a value that needs a preflight."""
    return ((name, stand_in(name)),) if is_token(name) else ()
