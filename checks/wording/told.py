"""The contract's document as it leaves this project: with the verdict in the words of pages and terminal."""

from __future__ import annotations

from typing import Any

from checks.cors.document import document
from checks.wording.words import verdict


def told_document(facts: dict[str, Any], site: str) -> dict[str, Any]:
    """Gives the document of `checks.cors.document` with `verdict_text`, which joins verdict and safety in one."""
    judged = document(facts, site)
    return {**judged, "verdict_text": verdict(judged).text}
