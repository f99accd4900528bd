"""The later requests of a page, in the words of report and Markdown."""

from __future__ import annotations

from typing import Any

from checks.wording.later import sentences
from checks.wording.markdown import markdown
from tests.tools.page_documents import read


def state(preflight: str, why: str = "", seconds: int = 0, code: str = "") -> dict[str, Any]:
    return {"preflight": preflight, "why": why, "seconds": seconds, "code": code}


def entry(chromium: Any, firefox: Any, webkit: Any, after_s: float = 0, **request: Any) -> dict[str, Any]:
    browsers = {"chromium": chromium, "firefox": firefox, "webkit": webkit}
    return {"request": request, "after_s": after_s, "browsers": browsers}


KEPT, STAR = state("kept", seconds=600), state("asked", "Firefox never reuses a preflight with *")
DOCUMENT = {
    "request": {"method": "PUT"},
    "then": [
        entry(KEPT, STAR, KEPT),
        entry(*[state("asked", "this is another URL")] * 3, url="https://api.example.com/2", method="DELETE"),
        entry(*[state("none")] * 3, method="GET", headers=[["Accept", "a/b"]], credentials="include", after_s=30),
        entry(state("none"), state("none"), state("none", code="not-sent"), headers=[], body="secret"),
    ],
}


def test_browsers_that_do_alike_share_a_sentence_that_names_each_once() -> None:
    assert list(sentences(DOCUMENT)) == [
        (
            "PUT again",
            "Chromium and Safari reuse the preflight, for 10 minutes more. "
            "Firefox asks again: it never reuses a preflight with *.",
        ),
        (
            "DELETE https://api.example.com/2",
            "Chromium, Firefox and Safari ask again: this is another URL.",
        ),
        (
            "GET, with Accept, credentials include, 30 seconds later",
            "Chromium, Firefox and Safari send it without a preflight.",
        ),
        ("PUT, without headers", "Chromium and Firefox send it without a preflight. Safari sends nothing."),
    ]


def test_markdown_has_them_after_the_preflight() -> None:
    document = {**read("allowed"), "then": DOCUMENT["then"]}
    assert "**Then GET again**: Chromium and Safari reuse the preflight, for 10 minutes more. " in markdown(document)
