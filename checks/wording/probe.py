"""A diagnostic request of a document in words: what it asked, and what its response says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.cors import fetch_metadata, socket_probes
from checks.cors.probes import asks
from checks.cors.websocket import SWITCHED
from checks.wording.conversation import get
from checks.wording.visible import header_text, shorten, visible

_LONGEST = 90
_ABOUT_NAMES = ("other-names", "loose-preflight")


def question(exchange: Mapping[str, Any]) -> str:
    """What the probe asked; its name where the probe is no longer used."""
    name = exchange.get("probe") or ""
    return asks(name) or visible(name)


def learned(exchange: Mapping[str, Any]) -> str:
    """What the response says to the probe's own Origin, or to the names that its preflight asked for."""
    response, asked = exchange.get("response"), exchange["request"]["headers"]
    if not response:
        return "no response"
    headers = response["headers"]
    if exchange.get("probe") in socket_probes.ASKS:
        return f"{'yes' if response['status'] == SWITCHED else 'no'}: {response['status']}"
    if exchange.get("probe") == fetch_metadata.PROBE:
        return f"status {response['status']}"
    if exchange.get("probe") in _ABOUT_NAMES:
        return _named(headers, "Access-Control-Allow-Headers") or f"status {response['status']}"
    origin, allowed = get(asked, "origin"), get(headers, "access-control-allow-origin")
    if allowed is None:
        return f"no: {response['status']} without Access-Control-Allow-Origin"
    if origin is None:
        return _named(headers, "Access-Control-Allow-Origin")
    if allowed == "*":
        return f"any origin: {response['status']} with *"
    if allowed == origin:
        with_credentials = get(headers, "access-control-allow-credentials") == "true"
        return f"yes{', with credentials' if with_credentials else ''}: {shorten(visible(origin), _LONGEST)}"
    return f"no: it names {shorten(header_text(allowed), _LONGEST)}"


def _named(headers: Any, name: str) -> str:
    value = get(headers, name.lower())
    return f"{name}: {shorten(header_text(value), _LONGEST)}" if value is not None else ""
