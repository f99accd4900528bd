"""The request as what makes it and where its code runs settle it: what the page's code cannot choose."""

from __future__ import annotations

from dataclasses import replace

from checks.cors import fetch_standard as standard
from checks.cors.browsers import Browser
from checks.cors.contexts import as_sandboxed
from checks.cors.model import Request

_TYPES = {None: "", "formdata": "multipart/form-data", "urlsearchparams": "application/x-www-form-urlencoded"}


def settled(request: Request, browser: Browser) -> Request:
    """The request itself where nothing is settled, as of every fetch of a document."""
    request = as_sandboxed(request)
    if request.initiator == "beacon":
        return _beacon(request)
    made_by = request.made_by
    if request.mode == "no-cors" and browser.name in made_by.same_origin:
        return replace(request, mode="same-origin")
    if made_by.mode is not None and request.mode != made_by.mode and not request.is_websocket:
        request = replace(request, mode=made_by.mode)
    return request


def _beacon(request: Request) -> Request:
    """https://w3c.github.io/beacon/#sendbeacon-method: a body of a type that forms cannot send needs CORS."""
    typed = tuple((name, value) for name, value in request.headers if name.lower() == "content-type")
    kind = typed[0][1] if typed else _type(request)
    plain = not kind or standard.is_cors_safelisted_request_header("content-type", kind)
    return replace(
        request,
        method="POST",
        headers=typed,
        mode="no-cors" if plain else "cors",
        credentials="include",
        redirect="follow",
    )


def _type(request: Request) -> str:
    return (request.body_type or "") if request.body_kind == "blob" else _TYPES.get(request.body_kind, "")
