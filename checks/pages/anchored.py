"""Pages that explain: every heading and every block on them can be linked to, and every block copied."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from html import escape, unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.text import slugify

_MARKED = re.compile(r"<(?P<tag>h2|h3|pre)(?P<attributes>\s[^<>]{0,500}+)?>|</(?P<end>h2|h3|pre)>")
_ID = re.compile(r'\sid="([^"<>]{0,200}+)"')
_COPY = re.compile(
    r'<button class="copy"[^<>]{0,200}? data-copy="(?P<block>[^"<>]{0,200}+)"[^<>]{0,200}+>[^<>]{0,100}+</button>'
)
_LINKED = ("<a ", "<button")


def anchored(view: Callable[..., Awaitable[HttpResponse]]) -> Callable[..., Any]:
    """The view, with links and copy buttons in the page that it makes, and their style, which no other page loads."""

    @wraps(view)
    async def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = await view(request, *args, **kwargs)
        if response.content and response["Content-Type"].startswith("text/html"):
            style = f'<link rel="stylesheet" href="{static("anchored.css")}">\n</head>'
            response.content = with_anchors(response.content.decode()).replace("</head>", style, 1).encode()
        return response

    return wrapped


def with_anchors(html: str) -> str:
    """The page with an id for each heading and block that has none, made of the heading's words, and a link to it.

    Only our own templates hold these tags: what others wrote stands escaped in the page.
    """
    page = _Page(html)
    html = _COPY.sub(_linked, html)
    made: list[str] = []
    end = 0
    for start, opening, inner, stop in _elements(html):
        made += [html[end:start], page.marked(opening["tag"], opening["attributes"] or "", inner)]
        end = stop
    return "".join([*made, html[end:]])


def _elements(html: str) -> Iterator[tuple[int, re.Match[str], str, int]]:
    """Each heading and block: where it starts, its opening tag, what it holds, and where it stops."""
    opening = None
    for match in _MARKED.finditer(html):
        if match["tag"]:
            opening = match
        elif opening is not None and match["end"] == opening["tag"]:
            yield opening.start(), opening, html[opening.end() : match.start()], match.end()
            opening = None


def _linked(copy: re.Match[str]) -> str:
    """A copy button that the page has already, with the link to its block."""
    return f'<span><a class="hash" href="#{copy["block"]}" aria-label="Link to this block">#</a> {copy[0]}</span>'


class _Page:
    """The ids that a page has by now, with how often each was wanted, and the heading of its next block."""

    def __init__(self, html: str) -> None:
        self.taken = dict.fromkeys(_ID.findall(html), 1)
        self.copied = set(_COPY.findall(html))
        self.heading = ""
        self.title = ""
        self.blocks = 0

    def marked(self, tag: str, attributes: str, inner: str) -> str:
        known = _ID.search(attributes)
        return self._block(known, attributes, inner) if tag == "pre" else self._heading(tag, known, attributes, inner)

    def _heading(self, tag: str, known: re.Match[str] | None, attributes: str, inner: str) -> str:
        self.title = " ".join(unescape(strip_tags(inner)).split())
        self.heading, self.blocks = known[1] if known else self._free(slugify(self.title) or "part"), 0
        own = attributes if known else f' id="{self.heading}"{attributes}'
        linked = (
            inner if any(mark in inner for mark in _LINKED) else f'<a class="self" href="#{self.heading}">{inner}</a>'
        )
        return f"<{tag}{own}>{linked}</{tag}>"

    def _block(self, known: re.Match[str] | None, attributes: str, inner: str) -> str:
        self.blocks += 1
        block = known[1] if known else self._free(f"{self.heading or 'block'}-{self.blocks}")
        own = attributes if known else f' id="{block}"{attributes}'
        pre = f"<pre{own}>{inner}</pre>"
        if block in self.copied:
            return pre
        name = escape(f"Block {self.blocks}" + (f" of “{self.title}”" if self.title else ""))
        described = f' aria-describedby="{self.heading}"' if self.heading else ""
        return (
            f'<div class="tools"><a href="#{block}" aria-label="{name}">#</a>'
            f'<button class="copy" type="button" data-copy="{block}"{described}>Copy</button></div>{pre}'
        )

    def _free(self, wanted: str) -> str:
        """The id, with a number behind it where another element has it."""
        free = wanted
        while free in self.taken:
            self.taken[wanted] += 1
            free = f"{wanted}-{self.taken[wanted]}"
        self.taken[free] = 1
        return free
