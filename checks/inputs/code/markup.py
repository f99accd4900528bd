"""HTML and CSS: elements that load something, and the URLs of fonts, imports and masks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from checks.inputs.code.draft import Draft
from checks.inputs.code.elements import NAMES, Element, drafts

_TAG = re.compile(r"<(?:" + "|".join(sorted(NAMES)) + r"|style)\b", re.IGNORECASE)
_CSS = re.compile(
    r"@import\s{0,9}(?:url\(\s{0,9})?[\"']?(?P<sheet>https?://[^\"')\s;]+)"
    r"|(?P<face>@font-face)"
    r"|(?P<property>src|(?:-webkit-)?mask(?:-image)?|shape-outside|background(?:-image)?|cursor)\s{0,9}:"
    r"|url\(\s{0,9}[\"']?(?P<url>https?://[^\"')\s]+)"
    r"|(?P<end>[;}])",
    re.IGNORECASE,
)
# At most so many requests are told of one text.
MAX_FOUND = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A request with the lines, from 0, that say it."""

    first: int
    last: int
    draft: Draft


@dataclass(slots=True)
class Page:
    """What a text of markup holds: requests, the lines of all of its tags, and where its scripts and styles are."""

    found: list[Found]
    rows: set[int]
    scripts: list[tuple[int, int]]


def has_tags(text: str) -> bool:
    return _TAG.search(text) is not None


class _Parser(HTMLParser):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.page = Page([], set(), [])
        self._media: Element | None = None
        self._inside = ""
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        first = self.getpos()[0] - 1
        last = first + (self.get_starttag_text() or "").count("\n")
        attributes = {name: value if value is not None else "" for name, value in attrs}
        self._inside = tag if tag in ("script", "style") else ""
        # An attribute of JSX in braces is the tree's to read.
        dynamic = any(value.startswith("{") for value in attributes.values()) and self._inside == ""
        if tag in NAMES:
            element = Element(tag, attributes)
            if tag in ("video", "audio"):
                self._media = element
            if not dynamic and len(self.page.found) < MAX_FOUND:
                self.page.found += [Found(first, last, draft) for draft in drafts(element, "html", self._media)]
        self.page.rows.update(range(first, last + 1))

    def handle_decl(self, decl: str) -> None:
        self.page.rows.add(self.getpos()[0] - 1)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag in ("video", "audio"):
            self._media = None
        self.page.rows.add(self.getpos()[0] - 1)

    def handle_data(self, data: str) -> None:
        row, column = self.getpos()
        start = self._starts[row - 1] + column
        if self._inside == "script":
            self.page.scripts.append((start, start + len(data)))
        elif self._inside == "style":
            self.page.found += [Found(row - 1 + item.first, row - 1 + item.last, item.draft) for item in styles(data)]
            self.page.rows.update(range(row - 1, row + data.count("\n")))


def read_page(text: str) -> Page:
    """What a text of HTML requests."""
    parser = _Parser(text.split("\n"))
    parser.feed(text)
    return parser.page


def is_style(text: str) -> bool:
    return re.search(r"@font-face|@import\s|mask(?:-image)?\s?:|shape-outside\s?:", text) is not None


def styles(text: str) -> Iterator[Found]:
    """What a text of CSS requests; only what is loaded with CORS, and imports, are told."""
    in_face, word, seen = False, "", set[str]()
    starts = [match.start() for match in re.finditer("\n", text)]
    row = 0
    for match in _CSS.finditer(text):
        while row < len(starts) and starts[row] < match.start():
            row += 1
        if match["face"]:
            in_face = True
        elif match["end"]:
            word = ""
            in_face = in_face and match["end"] == ";"
        elif match["property"]:
            word = match["property"].lower()
        elif len(seen) < MAX_FOUND and (url := match["sheet"] or match["url"]) not in seen:
            draft = _style(url, bool(match["sheet"]), in_face and word == "src", word)
            if draft is not None:
                seen.add(url)
                yield Found(row, row, draft)


def _style(url: str, is_sheet: bool, is_font: bool, word: str) -> Draft | None:
    if is_sheet:
        draft = Draft("a stylesheet with @import", url, "stylesheet", credentials="include", kind="css")
        draft.more["mode"] = "no-cors"
        draft.fact("@import loads a stylesheet without CORS.", "mode")
        return draft
    if is_font:
        draft = Draft("a stylesheet with @font-face", url, "font", kind="css")
        draft.fact("Fonts always use CORS.", "initiator")
        return draft
    if "mask" in word or word == "shape-outside":
        draft = Draft(f"a stylesheet with {word}", url, "img", kind="css")
        draft.guess(
            f"{word} uses CORS: it is checked as an image with crossorigin, which behaves the same.", "initiator"
        )
        return draft
    return None
