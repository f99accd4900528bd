"""No secret leaves facts that are too much to search, and the search costs no more than their length."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.cors import lab
from checks.cors.document import document
from checks.cors.document import facts as facts_of
from checks.cors.judge import judge
from checks.cors.model import RawResponse
from checks.cors.rules import RULES
from checks.exports import EXPORTS
from checks.secrets.redaction import MARK, redact
from checks.wording.plain import text
from checks.wording.style import Style
from tests.growth.measure import assert_linear
from tests.secrets.facts import facts, shown
from tests.tools.effort import some_of

PATTERNS = (
    *(
        "a",
        "a_",
        "g",
        "eyJ",
        "eyJaaaaa.",
        " ghp_",
        "sk-",
        "0123456789abcdefghijklmnopqrst9 ",
        "é",
        "İ",
        "\r",
        "\\",
        "&",
    ),
    *("//", "//a", "?a", "?a=", "?a=.", "?token=a", "%41", "%2541", "%25252541", "\\u0041", "&amp;", "&aaaaaaaaaaaa"),
    *("abcdefgh", "abcdefg ", "YWFh", "616161", "aaaaaaaab", "a:\r\n", "X-Token: a\r\n", "Set-Cookie:\r\n a\r\n"),
)
REQUESTS: dict[str, dict[str, Any]] = {
    "no secret": {},
    "few secrets": {"headers": [["Authorization", "Bearer abcdefgh.ijkl"], ["X-Api-Key", "k-1/2=3+4"]]},
    "one in the other": {"headers": [[f"X-{length}", "a" * length] for length in range(6, 150, 3)]},
    "long": {"headers": [["X-Custom", "a" * 8000 + "b"]]},
    "to be escaped": {"method": "POST", "body": '%"<é&\\+/ ' * 900},
    "escaped again and again": {"headers": [["X-Custom", "%2525252541" * 700]]},
    "many": {"headers": [[f"X-Secret-{n}", f"{n}-abcdefgh-{n}, " * 20] for n in range(50)]},
    "more than can be looked for": {"headers": [[f"X-{n}", f"abcdefgh{n}"] for n in range(3000)]},
}


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [
        *((pattern, "few secrets") for pattern in PATTERNS),
        *((pattern, asked) for pattern in ("a", "%41", "abcdefg ", "a:\r\n") for asked in REQUESTS),
    ],
)
def test_a_hostile_answer_costs_no_more_than_its_length(pattern: str, asked: str) -> None:
    def answered(length: int) -> dict[str, Any]:
        text = pattern * (length // len(pattern))
        found = facts(**{"headers": [], **REQUESTS[asked]}, answer=[["X-A", text]])
        found["exchanges"][0]["raw"] = text
        return found

    assert_linear(answered, redact, 64 * 1024)


@pytest.mark.parametrize(
    "part",
    [
        *(
            {"url": f"https://api.example.com/?{text}"}
            for text in ("&key=a", "&a=%3Fkey%3Dabc", "//a:b@", "//a", "api-")
        ),
        *({"url": "https://api.example.com/?a=" + text} for text in ("%3Fkey%3Dabc", ".", "eyJaaaaa.a/")),
        *({"method": "POST", "body": text} for text in ("a b", "abcdefghijklm ", "%25", '"é<&', "abcdefghijk=", "61")),
        *({"headers": [["X-A", text]]} for text in ("ab cd ", "YWFh", "a=b; ", "İ")),
        *({"headers": [["Cookie", text]]} for text in ("a=b;", ";")),
        {"headers": [["Authorization", "Basic YWFh"]]},
        {"headers": [["api-", "x"]]},
        {"origin": "https://app.example.com"},
    ],
    ids=str,
)
def test_a_hostile_request_costs_no_more_than_its_length(part: dict[str, Any]) -> None:
    def asked(length: int) -> dict[str, Any]:
        def longer(text: str) -> str:
            repeated = text[-12:].rpartition("?")[2]
            return text + repeated * (length // len(repeated))

        request = {
            name: [[longer(word) if len(word) < 60 else word for word in pair] for pair in value]
            if name == "headers"
            else longer(value)
            for name, value in part.items()
            if name != "method"
        }
        return facts(**{"headers": [], **request})

    assert_linear(asked, redact, 64 * 1024)


def test_a_request_with_more_secrets_than_can_be_looked_for_shows_no_text_of_others() -> None:
    secrets = [[f"X-{n}", f"abcdefgh{n}"] for n in range(3000)]
    url = "https://api.example.com/items"
    found = redact(facts(secrets, url, [["X-Echo", "is abcdefgh2999 yours?"], ["Access-Control-Allow-Origin", "*"]]))
    assert "abcdefgh" not in shown(found)
    assert found["request"]["url"] == "https://api.example.com/[redacted]"
    assert found["exchanges"][0]["response"]["headers"] == [[MARK, MARK], ["Access-Control-Allow-Origin", "*"]]


@pytest.mark.parametrize("rule", some_of(list(RULES), "redaction"))
def test_the_report_of_such_a_request_can_be_shown_all_the_same(rule: str) -> None:
    request = lab.request(rule, "broken", lab="http://localhost:8000", page="http://127.0.0.1:8000")
    request = replace(request, headers=(*request.headers, *((f"X-{n}", f"abcdefgh{n}") for n in range(1100))))
    head = (
        b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: abcdefgh77\r\n"
        b"Location: /x?abcdefgh77\r\nSet-Cookie: abcdefgh77=abcdefgh76\r\nVary: abcdefgh77\r\n\r\n"
    )
    judged = judge(request, lambda: lambda sent: RawResponse(head))
    found = document(redact(facts_of(judged)), "https://cors.example.org")
    exported = [export.render(found) for export in EXPORTS.values()]
    assert "abcdefgh7" not in f"{shown(found)}{exported}{text(found, Style(False))}"


def test_a_text_that_would_take_too_long_to_search_is_not_shown() -> None:
    found = redact(facts([["X-Api-Key", "abcdefgh"]], answer=[["X-A", "%41" * 200_000], ["X-B", "%41%42"]]))
    assert found["exchanges"][0]["response"]["headers"] == [["X-A", MARK], ["X-B", MARK]]
