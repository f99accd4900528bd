"""What elements take and what they do not, by browser, whatever CORS says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cors.conversations import API, ORIGIN, asked, judged

PLAIN = {"mode": "no-cors", "credentials": "include"}
WITH_PASSWORD = API.replace("https://", "https://user:password@")


@pytest.mark.parametrize(
    ("initiator", "type", "rule"),
    [
        ("script", "text/csv", "mime-type-blocked"),
        ("script", "image/png", "mime-type-blocked"),
        ("script", "text/plain", None),
        ("script", "text/csvx", None),
        ("stylesheet", "text/html", "stylesheet-type-blocked"),
        ("stylesheet", "text/plain", "stylesheet-type-blocked"),
        ("stylesheet", "text/css; charset=utf-8", None),
        ("stylesheet", "", None),
        ("img", "text/html", None),
    ],
)
@pytest.mark.parametrize("request_", [{}, PLAIN], ids=["crossorigin", "plain"])
def test_a_type_that_no_element_takes_is_refused_without_nosniff(
    request_: dict[str, Any], initiator: str, type: str, rule: str | None
) -> None:
    judgement = judged(asked(initiator=initiator, **request_), (ORIGIN, ("Content-Type", type)))
    assert {outcome.rule for outcome in judgement.outcomes.values()} == {rule}


@pytest.mark.parametrize("initiator", ["img", "script", "stylesheet"])
def test_only_chromium_leaves_out_a_plain_element_with_a_password_in_its_url(initiator: str) -> None:
    plain = judged(asked(url=WITH_PASSWORD, initiator=initiator, **PLAIN))
    assert {name: outcome.rule for name, outcome in plain.outcomes.items()} == {
        "chromium": "element-userinfo",
        "firefox": None,
        "webkit": None,
    }
    assert plain.outcomes["chromium"].exchanges == ()
    with_cors = judged(asked(url=WITH_PASSWORD, initiator=initiator))
    assert {outcome.rule for outcome in with_cors.outcomes.values()} == {None}
