"""YAML that holds requests, known by its first lines: OpenAPI and exports of Insomnia 5."""

from __future__ import annotations

import re

from checks.inputs.documents import api_clients, openapi, yaml_text
from checks.inputs.understood import Understood
from checks.refusal import Refusal, unreadable

_KNOWN = re.compile(
    r"^(?:[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?\d|type:[ \t]*[\"']?collection\.insomnia\.rest)",
    re.MULTILINE,
)
_ENVIRONMENT = re.compile(r"^type:[ \t]*[\"']?environment\.insomnia\.rest", re.MULTILINE)


def parse(text: str) -> Understood | None:
    """The requests of such a document, or None where the text is none."""
    if text.lstrip().startswith(("{", "[")):
        return None
    if _ENVIRONMENT.search(text[:2000]):
        raise unreadable("This is an Insomnia environment: it has variables, and no request. Paste the collection.")
    if not _KNOWN.search(text[:20_000]):
        return None
    try:
        value = yaml_text.load(text)
    except Refusal as refusal:
        name = "an Insomnia export" if "collection.insomnia" in text[:20_000] else "an OpenAPI document"
        raise unreadable(f"This starts like {name}. {refusal.detail}") from refusal
    if not isinstance(value, dict):
        return None
    return openapi.parse(value) or api_clients.parse(value)
