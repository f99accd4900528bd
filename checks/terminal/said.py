"""What a server has said to a browser, as far as its answers show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from checks.cors.fetch_standard import REDIRECT_STATUSES
from checks.cors.rules import REFUSALS

Json = Mapping[str, Any]
# A server that is busy or broken says nothing of its policy.
_BUSY = frozenset({408, 425, 429})


class Said(Enum):
    """The server's part in what a browser does.

    ALLOWED: the page reads the answer, or the preflight lets a request through that was held back.
    REFUSED: an answer to this origin refuses it, by its CORS headers or as a preflight.
    REFUSED_IN_PASSING: the same by a redirect or an error, on which many servers leave out their CORS headers.
    HELD_BACK: the request may change data and was not sent, and no preflight went before it.
    NOT_ASKED: the browser refuses by itself before it sends anything.
    NOTHING: asked, but without an answer to this origin that decides.
    """

    ALLOWED = "allowed"
    REFUSED = "refused"
    REFUSED_IN_PASSING = "refused in passing"
    HELD_BACK = "held back"
    NOT_ASKED = "not asked"
    NOTHING = "nothing"


def said(document: Json, browser: Json) -> Said:
    """What the server said to one of the document's browsers."""
    sent = [document["exchanges"][number] for number in browser["exchanges"]]
    if not sent:
        return Said.NOT_ASKED
    if is_held_back(sent[-1]):
        return Said.ALLOWED if _is_preflighted(sent) else Said.HELD_BACK
    if browser["outcome"] == "allowed":
        return Said.ALLOWED
    response = sent[-1].get("response")
    if browser["rule"] not in REFUSALS or response is None or _origin(sent[-1]) != document["request"]["origin"]:
        return Said.NOTHING
    return _by_status(response["status"], is_preflight="preflight" in sent[-1]["purpose"])


def is_held_back(exchange: Json) -> bool:
    """Whether the request was not sent because it may change data."""
    return (exchange.get("failure") or {}).get("code") == "not_sent"


def _by_status(status: int, *, is_preflight: bool) -> Said:
    if status >= 500 or status in _BUSY:
        return Said.NOTHING
    if status in REDIRECT_STATUSES or (status >= 400 and not is_preflight):
        return Said.REFUSED_IN_PASSING
    return Said.REFUSED


def _is_preflighted(sent: Sequence[Json]) -> bool:
    return any("preflight" in exchange["purpose"] and exchange.get("response") for exchange in sent)


def _origin(exchange: Json) -> str | None:
    headers = exchange["request"]["headers"]
    return next((str(value) for name, value in headers if name.lower() == "origin"), None)
