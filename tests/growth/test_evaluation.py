"""Judging recorded answers takes time in proportion to them, whichever part of them is long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checks.cors.model import Answer, HttpResponse, RawResponse, Request
from checks.cors.recorded import RecordedResponse
from checks.running.evaluation import evaluate
from tests.growth.measure import superlinear
from tests.tools.effort import some_of

URL, PAGE = "https://api.example.com/", "https://app.example.com"
RESPONSE_HEADERS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
    "Cache-Control",
    "Content-Length",
    "Content-Type",
    "Cross-Origin-Resource-Policy",
    "Location",
    "Server",
    "Set-Cookie",
    "Timing-Allow-Origin",
    "Vary",
    "Via",
    "WWW-Authenticate",
    "X-Anything",
)
REQUEST_FIELDS = ("url", "origin", "method", "body", "content_security_policy")
WORDS = (
    *(
        ", ",
        "; ",
        "=",
        "*",
        '"',
        "a",
        "a,",
        "0",
        " ",
        "\t",
        "https://a.example, ",
        "'",
        "\\",
        "%41",
        "a=b;",
        "eyJ",
        "sk-",
        "//@",
    ),
    *(
        "\r\n ",
        "\r\nAccess-Control-Allow-Origin: *",
        "\r\na: b",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "\n",
        "\r",
        ".",
        "/../",
    ),
)

Judge = Callable[[str], object]


def _answered(answer: Answer, request: Request) -> object:
    both = [RecordedResponse(request.url, preflight, answer) for preflight in (True, False)]
    return evaluate(request, both, "https://cors.example", fixes=True)


def _response_header(name: str) -> Judge:
    request = Request(URL, PAGE, "PUT", (("X-Secret-Token", "s3cr3t-value"),), credentials="include")
    allowed = (("Access-Control-Allow-Origin", PAGE), ("Access-Control-Allow-Methods", "PUT"))
    kept = tuple(pair for pair in allowed if pair[0] != name)
    return lambda text: _answered(HttpResponse(302 if name == "Location" else 200, ((name, text), *kept)), request)


def _request_field(name: str) -> Judge:
    given = {"url": URL, "origin": PAGE, "method": "PUT"}
    answer = HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))
    return lambda text: _answered(answer, Request(**{**given, name: text if name != "url" else URL + text}))  # type: ignore[arg-type]


JUDGES: dict[str, Judge] = {
    **{f"response header {name}": _response_header(name) for name in RESPONSE_HEADERS},
    **{f"request field {name}": _request_field(name) for name in REQUEST_FIELDS},
    "request header": lambda text: _answered(HttpResponse(200), Request(URL, PAGE, headers=(("X-Token", text),))),
    "request header's name": lambda text: _answered(HttpResponse(200), Request(URL, PAGE, headers=((text, "1"),))),
    "raw head": lambda text: _answered(
        RawResponse(f"HTTP/1.1 200 OK\r\nA: {text}\r\n\r\n".encode("latin-1")), Request(URL, PAGE)
    ),
    "raw status line": lambda text: _answered(RawResponse(f"HTTP/1.1 2{text}".encode("latin-1")), Request(URL, PAGE)),
    "raw beginning": lambda text: _answered(RawResponse(text.encode("latin-1")), Request(URL, PAGE)),
}


@pytest.mark.parametrize("part", some_of(list(JUDGES), "judges"))
def test_judging_takes_time_in_proportion_to_what_is_long(part: str) -> None:
    def repeated(word: str) -> Callable[[int], str]:
        return lambda length: word * (length // len(word))

    slow = {word: superlinear(JUDGES[part], repeated(word), shortest=2048) for word in WORDS}
    assert {word: told for word, told in slow.items() if told} == {}


@pytest.mark.parametrize("part", some_of(list(JUDGES), "judges"))
def test_judging_never_fails_whatever_a_part_holds(part: str) -> None:
    for word in (*WORDS, "9" * 5000, "\u0662", "\xff", "\x00", "null", "data:x", "http://[::1"):
        if part.startswith("raw") or "response" in part:
            word = word.encode("latin-1", "replace").decode("latin-1")
        for text in (word, word * 40, f"x{word}", f"{word}x"):
            assert JUDGES[part](text)
