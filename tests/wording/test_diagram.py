"""The conversation: each browser's steps in words, and one picture for browsers that did the same."""

from checks.wording.conversation import failing_exchange, steps
from checks.wording.diagram import diagrams
from tests.tools.page_documents import read


def test_a_blocked_preflight_in_words() -> None:
    assert [step.sentence for step in steps(read("blocked"), "chromium")] == [
        "The page on https://app.example.com asks for PUT https://api.example.com/v2/items/42?expand=owner by fetch().",
        "The browser sends the preflight, OPTIONS https://api.example.com/v2/items/42?expand=owner, "
        "and asks for PUT, authorization,content-type.",
        "The server responds 405, with Access-Control-Allow-Origin: https://app.example.com/. "
        "Here it fails: allow-origin-trailing-slash.",
        "The page gets a TypeError with no details.",
    ]


def test_an_allowed_request_in_words() -> None:
    assert [step.sentence for step in steps(read("allowed"), "webkit")] == [
        "The page on http://localhost:3000 asks for GET https://api.example.com/public by fetch().",
        "The browser sends the main request, GET https://api.example.com/public.",
        "The server responds 200, with Access-Control-Allow-Origin: *.",
        "The browser lets the page read the response.",
    ]


def test_a_failure_without_http_in_words() -> None:
    told = [step.sentence for step in steps(read("unreachable"), "firefox")]
    assert told[2:] == [
        "No response: The host name does not resolve. Here it fails: request-failed.",
        "The page gets a TypeError with no details.",
    ]


def test_a_main_request_that_was_held_back_ends_the_conversation() -> None:
    document = read("allowed")
    document["request"]["method"] = "DELETE"
    document["exchanges"][0].update(response=None, failure={"code": "not_sent", "detail": ""})
    document["exchanges"][0]["request"]["method"] = "DELETE"
    last = list(steps(document, "chromium"))[-1]
    assert (last.note, last.failed, last.dashed) == ("not sent by this check", False, True)
    assert failing_exchange(document, "chromium") is None


def test_browsers_that_did_the_same_share_a_picture() -> None:
    assert [diagram.browsers for diagram in diagrams(read("allowed"))] == ["Chromium, Firefox and Safari"]


def test_a_browser_that_went_further_has_its_own_picture() -> None:
    document = read("blocked")
    document["browsers"]["webkit"]["outcome"] = "allowed"
    assert [diagram.browsers for diagram in diagrams(document)] == ["Chromium and Firefox", "Safari"]


def test_the_failed_step_alone_is_struck_and_everything_stays_inside() -> None:
    (diagram,) = diagrams(read("blocked"))
    assert [bool(arrow.cross) for arrow in diagram.arrows] == [False, False, True, True]
    assert all(0 < x < diagram.width for arrow in diagram.arrows for x in (arrow.x1, arrow.x2))
    assert all(arrow.note_y < diagram.height for arrow in diagram.arrows)
