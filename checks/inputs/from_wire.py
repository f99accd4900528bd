"""A request as it was on the wire, turned back into the one that a page's code made.

What browsers add on their own goes to the field that it tells of, or is left out; a preflight becomes the request that
it was sent for.
"""

from __future__ import annotations

from collections.abc import Iterable

from checks.cors.fetch_standard import (
    CORS_SAFELISTED_METHODS,
    is_cors_safelisted_request_header,
    is_forbidden_request_header,
    is_token,
    normalize_method,
    normalize_value,
)
from checks.cors.model import Headers, Request, get_header
from checks.cors.urls import parse, without_credentials
from checks.inputs import choices, fields
from checks.inputs.dummy import stand_in
from checks.inputs.understood import Note, PastedAnswer, Understood
from checks.refusal import Refusal, unreadable

_DESTINATIONS = {
    "image": "img",
    "script": "script",
    "style": "stylesheet",
    "font": "font",
    "video": "video",
    "audio": "audio",
    "track": "track",
    "manifest": "manifest",
    "json": "json-module",
    "worker": "worker-script",
}
# Browsers send them on their own, and no verdict turns on them.
BROWSERS_OWN = frozenset(
    {
        "alt-used",
        "priority",
        "purpose",
        "save-data",
        "upgrade-insecure-requests",
        "user-agent",
        "x-browser-channel",
        "x-browser-copyright",
        "x-browser-validation",
        "x-browser-year",
        "x-client-data",
        "x-devtools-emulate-network-conditions-client-id",
    }
)
# HTTP/2's, as PowerShell's copy spells them.
_PSEUDO = frozenset({"authority", "method", "path", "scheme"})
MAX_FIELDS = 300
_METHOD_NOT_ASKED = (
    Note(
        "fact",
        "This OPTIONS request has no Access-Control-Request-Method. A browser's preflight has one, and an "
        "Origin; without them a server may respond differently.",
        "method",
    ),
    Note("guess", "It does not say which method the page's own request uses; GET is assumed.", "method"),
)
_REVALIDATION = frozenset({"if-none-match", "if-modified-since"})


def from_wire(
    what: str,
    url: str,
    method: str,
    headers: Iterable[tuple[str, str]],
    *,
    body: str | None = None,
    credentials: str | None = None,
    by_browser: bool = False,
    notes: Iterable[Note] = (),
    answers: tuple[PastedAnswer, ...] = (),
) -> Understood:
    """The page's request; `credentials` where the fragment says them, `by_browser` where a browser sent it for sure."""
    sent: Headers = tuple((name.strip(), normalize_value(value)) for name, value in headers)
    if len(sent) > MAX_FIELDS:
        raise unreadable(f"Read as {what} with {len(sent):,} headers; the limit is {MAX_FIELDS}. Leave some out.")
    told = list(notes)
    url = _without_userinfo(url, told)
    asked = get_header(sent, "access-control-request-method")
    mode, initiator = _made_by(sent, told)
    origin = page_origin(sent, told)
    is_preflight = method.upper() == "OPTIONS" and (asked is not None or not get_header(sent, "sec-fetch-mode"))
    by_browser = by_browser or "Mozilla/" in (get_header(sent, "user-agent") or "")
    if is_preflight and not asked:
        method, body = "GET", None
        told += _METHOD_NOT_ASKED[by_browser:]
    elif is_preflight and asked:
        method, body = normalize_method(asked), None
        sent, initiator = _asked_for(sent), "fetch"
        names = ", ".join(name for name, _ in sent if name.lower() not in ("origin", "referer"))
        told.append(Note("fact", f"This was a preflight; the {method} request it asked for is checked.", "method"))
        if names:
            told.append(
                Note(
                    "guess",
                    f"A preflight lists headers without values, so the values of {names} are placeholders.",
                    "headers",
                )
            )
        elif method in CORS_SAFELISTED_METHODS and not by_browser:
            told.append(Note("fact", f"A browser sends no preflight for a plain {method}.", "method"))
    cookies = get_header(sent, "cookie")
    if credentials is None:
        credentials = "include" if cookies or (initiator in choices.ELEMENTS and mode == "no-cors") else "same-origin"
        told.append(_credentials_note(cookies is not None))
    kept = _pages_own(sent, told) if initiator in choices.SCRIPTED else ()
    if initiator not in choices.SCRIPTED:
        method, body = "GET", None
    request = Request(
        url,
        origin,
        method=_method(method, told),
        headers=kept,
        credentials=credentials,
        mode=mode,
        initiator=initiator,
        body=body,
    )
    return Understood(what, request, notes=tuple(told), answers=answers, is_preflight=is_preflight)


def page_origin(headers: Headers, notes: list[Note]) -> str:
    """The Origin header, or the origin of the Referer; empty, with a note, where neither says it."""
    origin = get_header(headers, "origin")
    if origin:
        return origin
    referrer = parse(get_header(headers, "referer") or "")
    if referrer is not None and referrer.is_http:
        notes.append(Note("guess", "There is no Origin header; the page's origin comes from the Referer.", "origin"))
        return referrer.origin
    notes.append(Note("guess", "The text does not say which page makes the request. Add its origin.", "origin"))
    return ""


def _made_by(headers: Headers, notes: list[Note]) -> tuple[str, str]:
    """Mode and initiator, from the headers in which a browser tells them."""
    mode = get_header(headers, "sec-fetch-mode") or "cors"
    if mode not in choices.MODES:
        notes.append(
            Note("guess", f"The mode was {mode}, which a page's code cannot use; cors is used instead.", "mode")
        )
        mode = "cors"
    destination = get_header(headers, "sec-fetch-dest") or "empty"
    initiator = _DESTINATIONS.get(destination, "fetch")
    if "text/event-stream" in (get_header(headers, "accept") or ""):
        notes.append(Note("guess", "It accepts text/event-stream, like EventSource.", "initiator"))
        initiator = "eventsource"
    if (get_header(headers, "x-requested-with") or "").lower() == "xmlhttprequest":
        notes.append(
            Note("guess", "X-Requested-With: XMLHttpRequest is what libraries over XMLHttpRequest set.", "initiator")
        )
        initiator = "xmlhttprequest"
    return mode, initiator


def _asked_for(preflight: Headers) -> Headers:
    """The headers that a preflight asks for, with values that need one, and the page's own origin."""
    names = [name.strip() for name in (get_header(preflight, "access-control-request-headers") or "").split(",")]
    about = tuple((name, value) for name, value in preflight if name.lower() in ("origin", "referer"))
    return (*about, *((name, stand_in(name)) for name in names if is_token(name)))


def _pages_own(headers: Headers, notes: list[Note]) -> Headers:
    """What the page's code may have set; a note for what is left out and could have been set by code."""
    caching = get_header(headers, "pragma") == "no-cache" and get_header(headers, "cache-control") == "no-cache"
    from_browser = get_header(headers, "user-agent") is not None or get_header(headers, "sec-fetch-mode") is not None
    kept = []
    for name, value in headers:
        lower = name.lower()
        if (
            lower.startswith(":")
            or lower in _PSEUDO
            or is_forbidden_request_header(name, value)
            or lower in BROWSERS_OWN
        ):
            continue
        if lower in ("accept", "accept-language") and is_cors_safelisted_request_header(lower, value):
            if lower == "accept" and value != "*/*":
                kept.append((name, value))
            continue
        if lower in ("pragma", "cache-control") and caching and from_browser:
            sentence = (
                f"{name}: no-cache is left out: DevTools adds it while its cache is off. Your code may set it too."
            )
            notes.append(Note("left-out", sentence, "headers"))
            continue
        if lower in _REVALIDATION and from_browser:
            notes.append(
                Note(
                    "left-out",
                    f"{name} is left out: the browser's cache adds it. Put it back if your code sets it.",
                    "headers",
                )
            )
            continue
        try:
            fields.headers([(name, value)])
        except Refusal as error:
            notes.append(Note("left-out", f"{name[:60]} is left out. {error.detail}", "headers"))
            continue
        kept.append((name, value))
    return tuple(kept)


def _credentials_note(cookies: bool) -> Note:
    if cookies:
        sentence = "It carried cookies, so credentials mode include is assumed; the cookies themselves are left out."
    else:
        sentence = (
            "It carried no cookies, which says little: choose include if your code uses credentials or withCredentials."
        )
    return Note("guess", sentence, "credentials")


def _method(method: str, notes: list[Note]) -> str:
    try:
        return fields.method(method)
    except Refusal as error:
        notes.append(Note("left-out", f"{error.detail} GET is used instead.", "method"))
        return "GET"


def _without_userinfo(url: str, notes: list[Note]) -> str:
    parsed = parse(url)
    if parsed is None or not parsed.has_credentials:
        return url
    notes.append(
        Note("secret", "The user name and password in the URL are left out: fetch() refuses such a URL.", "url")
    )
    return without_credentials(url)
