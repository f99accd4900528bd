"""The badge of a report as text to paste: it shows the verdict and leads to the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from checks.wording.words import verdict


@dataclass(frozen=True, slots=True)
class Badge:
    id: str
    title: str
    text: str


def badge_word(document: Mapping[str, Any]) -> str:
    """The word that the badge shows."""
    return verdict(document).text.lower()


def badges(document: Mapping[str, Any]) -> tuple[Badge, ...]:
    """The badge of a report that has an address, in each form."""
    picture, report, told = f"{document['api_url']}/badge.svg", document["report_url"], f"CORS: {badge_word(document)}"
    image = f'<img src="{escape(picture)}" alt="{escape(told)}" height="20">'
    return (
        Badge("markdown", "Markdown", f"[![{told}]({picture})]({report})"),
        Badge("html", "HTML", f'<a href="{escape(report)}">{image}</a>'),
        Badge("link", "Address of the picture", picture),
    )
