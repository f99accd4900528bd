"""That no application runs is told by marks that nothing else sets, and by Tomcat's page where nothing contradicts."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Answerer
from checks.cors.model import HttpResponse
from checks.cors.phrases import NOTHING_FOUND, known
from tests.cors.conversations import ORIGIN, asked, found
from tests.cors.refusing_servers import LABEL, error

RULE = "application-not-running"
TYPE, FOUND_NOTHING = "<p><b>Type</b> Status Report</p>", "The origin server did not find a current representation"


@pytest.mark.parametrize(
    "beside", [error("tomcat"), HttpResponse(404, (("Content-Type", "text/html"),)), HttpResponse(200, ())]
)
def test_an_application_that_answers_for_another_path_is_running(beside: HttpResponse) -> None:
    answer: Answerer = lambda http: beside if LABEL in http.url else error("tomcat-nothing")  # noqa: E731
    rules = found(audit(asked(), answer, LABEL))
    assert RULE not in rules
    assert "no-such-path" in rules


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, (("X-Railway-Fallback", "true"),)),
        (404, (("X-Railway-Fallback", "false"),)),
        (404, (("X-Render-Routing", "ok"),)),
        (404, (("X-Render-Routing", "no-server"), ORIGIN)),
    ],
)
def test_a_mark_that_says_otherwise_blames_nobody(status: int, headers: tuple[tuple[str, str], ...]) -> None:
    assert RULE not in found(audit(asked(), lambda http: HttpResponse(status, headers), LABEL))


@pytest.mark.parametrize(
    ("page", "nothing"),
    [
        (f"{TYPE}<p><b>Description</b> {FOUND_NOTHING}</p>", True),
        (f"{TYPE}<p><b>message</b> <u></u></p><p><b>description</b> <u>The requested resource is not available", True),
        (f"{TYPE}<p><b>Message</b> [/x] is not available</p><p><b>Description</b> {FOUND_NOTHING}</p>", False),
        (f"{TYPE}<p><b>Description</b> The request has not been applied to the target resource</p>", False),
    ],
)
def test_tomcat_s_page_tells_nothing_found_only_without_a_message(page: str, nothing: bool) -> None:
    assert (known(page.encode()) == NOTHING_FOUND) is nothing
