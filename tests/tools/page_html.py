"""Reading our own HTML in tests: elements, texts, and whether it is well-formed enough to trust."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "img", "path", "circle", "polygon", "line", "option"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    parents: tuple[Element, ...] = field(default=(), repr=False)
    texts: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        return "".join(self.texts)


class Page(HTMLParser):
    """The elements of a page in order; each knows its own text with that of the elements inside."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), parents=tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), parents=tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def all(self, tag: str, class_: str = "", **attributes: str) -> list[Element]:
        """Elements with these attributes; `class_` names classes that are among theirs."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        classes = set(class_.split())
        return [
            e
            for e in self.elements
            if e.tag == tag
            and wanted.items() <= e.attributes.items()
            and classes <= set((e.attributes.get("class") or "").split())
        ]

    def one(self, tag: str, class_: str = "", **attributes: str) -> Element:
        (found,) = self.all(tag, class_, **attributes)
        return found

    def structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tags with the names of their attributes: what foreign text must not change."""
        return [(element.tag, tuple(element.attributes)) for element in self.elements]
