"""Markdown of the command: reports for an issue, and the list of what a policy file wants."""

from __future__ import annotations

import re

from hypothesis import given

from checks.terminal.formats import Found, render
from checks.terminal.results import refused
from checks.wording.markdown import markdown
from tests.terminal.formats.results import APP, EVIL, FOREIGN, URL, against_file, every_state, hostile_result


def test_each_request_has_its_report() -> None:
    results = every_state()
    reports = [markdown(result.document) for result in results if result.document]
    unsent = f"## CORS: not checked\n\n`GET {URL} from {APP}`: The name api.example.com does not exist.\n"
    assert render("markdown", Found(results)) == "\n".join([*reports, unsent])


def test_what_is_as_a_policy_file_wants_it_is_a_list_without_reports() -> None:
    assert render("markdown", Found(against_file())) == (
        f"## CORS policy: all as wanted\n\n* ok allow `GET {URL} from {APP}`\n* ok deny `GET {URL} from {EVIL}`\n"
    )


def test_what_is_not_has_a_sentence_and_a_report() -> None:
    results = against_file(allow_evil=True)
    told = render("markdown", Found(results))
    assert results[1].document is not None
    assert told == (
        f"## CORS policy: 1 of 2 not as wanted\n\n* ok allow `GET {URL} from {APP}`\n"
        f"* **FAIL** deny `GET {URL} from {EVIL}`: Must be denied, but is allowed in chromium, firefox, webkit.\n\n"
        f"{markdown(results[1].document)}"
    )


@given(text=FOREIGN)
def test_foreign_text_stays_in_its_span(text: str) -> None:
    result = refused(hostile_result(text).request, text)
    told = render("markdown", Found([result]))
    heading, blank, line, end = told.split("\n")
    assert (heading, blank, end) == ("## CORS: not checked", "", "")
    fence = re.match("`+", line)
    assert fence
    _, _, reason = line[len(fence[0]) :].partition(f"{fence[0]}: ")
    assert not re.search(r"(?<!\\)(\\\\)*[`*\[<]", reason)
