"""The ids that standards have, one file a standard: its first line is the standard's address and the day of the list.

The list of HTML holds the pages of that standard that this project cites, as `page.html#id`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

FOLDER = Path(__file__).parent
# The paragraphs of an RFC are numbered by themselves.
_RFC = re.compile(r"https://www\.rfc-editor\.org/rfc/rfc[0-9]+#section-[0-9]+(?:\.[0-9]+)*\Z")

# The standard on one page has the ids of all its pages.
_WHOLE_HTML, _HTML = "https://html.spec.whatwg.org/#", "https://html.spec.whatwg.org/multipage/#"


def load() -> Mapping[str, frozenset[str]]:
    """By a standard's address the ids that it has."""
    texts = (path.read_text().split("\n") for path in sorted(FOLDER.glob("*.txt")))
    return {head.split(" ")[0]: frozenset(filter(None, ids)) for head, *ids in texts}


def fault(url: str, known: Mapping[str, frozenset[str]]) -> str | None:
    """What is wrong with a link into a standard, None where it leads to an id that the standard has."""
    page, _, anchor = url.replace(_WHOLE_HTML, _HTML).partition("#")
    if not anchor or _RFC.match(url):
        return None
    standard = next((address for address in known if page.startswith(address)), None)
    if standard is None:
        return f"{url}: no list of this standard's ids is kept in tests/standards"
    part = page.removeprefix(standard)
    ids = known[standard] if part else {id.rpartition("#")[2] for id in known[standard]}
    name = unquote(anchor)
    return None if (f"{part}#{name}" if part else name) in ids else f"{url}: the standard has no such id"
