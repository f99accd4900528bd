"""JSON of the command: the documents of the API, for programs."""

from __future__ import annotations

import json

from hypothesis import given

from checks.terminal.formats import Found, render
from tests.terminal.formats.results import APP, FOREIGN, URL, against_file, every_state, hostile_result


def test_each_request_has_its_document_in_its_place() -> None:
    results = every_state()
    allowed, blocked, unsent = json.loads(render("json", Found(results)))
    assert allowed == {**results[0].document, "as_wanted": True}  # type: ignore[dict-item]
    assert (blocked["verdict"], blocked["as_wanted"]) == ("blocked", False)
    assert unsent == {
        "schema": 1,
        "request": {"url": URL, "origin": APP, "method": "GET"},
        "error": "The name api.example.com does not exist.",
    }


def test_a_stranger_who_is_refused_is_as_a_policy_file_wants_it() -> None:
    _, stranger = json.loads(render("json", Found(against_file())))
    assert (stranger["verdict"], stranger["as_wanted"]) == ("blocked", True)
    _, stranger = json.loads(render("json", Found(against_file(allow_evil=True))))
    assert (stranger["verdict"], stranger["as_wanted"]) == ("allowed", False)


@given(text=FOREIGN)
def test_foreign_text_comes_through_whole_and_in_ascii(text: str) -> None:
    told = render("json", Found([hostile_result(text)]))
    assert told.isascii()
    assert json.loads(told)[0]["request"]["method"] == text
