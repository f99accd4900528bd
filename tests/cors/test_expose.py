"""What script can read of an answer, and which rule says so."""

from __future__ import annotations

import pytest

from checks.cors.model import Headers
from tests.cors.conversations import API, CREDENTIALS, MAX_AGE, ORIGIN, PAGE, asked, judged, shown

COUNT = ("X-Total-Count", "42")
LIST = "Access-Control-Expose-Headers"


@pytest.mark.parametrize(
    ("headers", "credentials", "expected"),
    [
        ((), "omit", {}),
        ((("Date", "now"), ("Server", "x"), ("X-Powered-By", "y")), "omit", {}),
        ((COUNT, ("Link", "<a>")), "omit", {"expose-missing": ["X-Total-Count: 42", "Link: <a>"]}),
        (
            (COUNT, ("x-ratelimit-remaining", "9")),
            "omit",
            {"expose-missing": ["X-Total-Count: 42", "x-ratelimit-remaining: 9"]},
        ),
        ((COUNT, ("Link", "<a>"), (LIST, "link")), "omit", {"expose-missing": ["X-Total-Count: 42"]}),
        ((COUNT, (LIST, "*")), "omit", {}),
        ((COUNT, (LIST, "*")), "include", {"expose-wildcard-credentials": [f"{LIST}: *"]}),
        ((COUNT, (LIST, "*, X-Total-Count")), "include", {}),
        ((COUNT, (LIST, "X-Total-Count"), (LIST, '"Link"')), "omit", {"expose-invalid": [f'{LIST}: "Link"']}),
        (((LIST, "X-A, set-cookie2"),), "omit", {"expose-set-cookie": [f"{LIST}: set-cookie2"]}),
        ((("Timing-Allow-Origin", f"https://other.example, {PAGE}"), ("Server-Timing", "db")), "omit", {}),
        ((("Timing-Allow-Origin", "*"),), "include", {}),
        (
            (("Timing-Allow-Origin", "https://other.example"),),
            "omit",
            {"timing-allow-origin": ["Timing-Allow-Origin: https://other.example"]},
        ),
    ],
)
def test_headers_of_the_answer(headers: Headers, credentials: str, expected: dict[str, list[str]]) -> None:
    assert shown(judged(asked(credentials=credentials), (ORIGIN, CREDENTIALS, *headers))) == expected


def test_the_list_on_both_answers_is_no_fault() -> None:
    allowed = (ORIGIN, MAX_AGE, ("Access-Control-Allow-Methods", "PUT"), (LIST, "X-Total-Count"))
    assert shown(judged(asked(method="PUT"), (ORIGIN, COUNT, (LIST, "X-Total-Count")), allowed)) == {}


@pytest.mark.parametrize(
    "request_fields",
    [
        {"initiator": "img"},
        {"mode": "no-cors", "initiator": "img"},
        {"origin": "https://api.example.org"},
    ],
)
def test_elements_and_the_own_origin_miss_nothing(request_fields: dict[str, str]) -> None:
    answer = (("Access-Control-Allow-Origin", "*"), COUNT, ("Content-Type", "image/png"))
    assert "expose-missing" not in shown(judged(asked(**request_fields), answer))


def test_a_blocked_answer_is_told_by_what_blocks_it_alone() -> None:
    assert list(shown(judged(asked(url=API), (COUNT, (LIST, "*; x"))))) == ["allow-origin-missing"]
