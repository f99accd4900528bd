"""Another URL that would cure a blocked request, with the form filled in for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from checks.cors import corrected as core
from checks.pages.forms import query


@dataclass(frozen=True, slots=True)
class Corrected:
    """A URL to call instead, why, and the form filled in with it."""

    url: str
    why: str
    link: str


def corrected(document: Mapping[str, Any]) -> Corrected | None:
    """None where the request is not blocked, or where no other URL suggests itself."""
    proposed = core.corrected(document)
    if proposed is None:
        return None
    link = "/?" + urlencode(query({**document["request"], "url": proposed["url"]}))
    return Corrected(proposed["url"], proposed["why"], link)
