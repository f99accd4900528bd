"""What is said of a WebSocket in place of what is said of responses that a page reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OTHERS: Mapping[str, str] = {
    "caution": "A page of any site can open this WebSocket; it can do what the server lets a stranger do.",
    "dangerous": "A page of any site can open this WebSocket and act in the name of whoever visits it.",
}


def is_socket(document: Mapping[str, Any]) -> bool:
    """Whether the document is about a WebSocket."""
    return bool(document["request"]["initiator"] == "websocket")


def sentence(verdict: str, page: str, host: str) -> str | None:
    """The sentence under the verdict; None where the one of every request says it."""
    match verdict:
        case "allowed":
            return f"Chromium, Firefox and Safari all open the WebSocket of {host} for {page}."
        case "blocked":
            return f"No browser opens the WebSocket of {host} for {page}."
        case _:
            return None
