"""A policy takes its conservative alphabet and nothing else, and holds the least that lets a request through."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cors.judge import judge
from checks.cors.model import Exchange, HttpRequest, HttpResponse, RawResponse, Request
from checks.cors.policy import CorsPolicy, PolicyError, policy_for

PAGE = "https://app.example.com"
URL = "https://api.example.net/items"


def refused(**fields: Any) -> tuple[str, str]:
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(**{"origins": (PAGE,), **fields})
    return caught.value.field, caught.value.sentence


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.com",
        "http://localhost:5173",
        "http://127.0.0.1:8000",
        "http://[::1]:3000",
        "capacitor://localhost",
        "chrome-extension://abcdefghijklmnop",
        "https://xn--bcher-kva.example",
        "http://my_host:8080",
    ],
)
def test_an_origin_as_browsers_send_it_is_taken(origin: str) -> None:
    assert CorsPolicy((origin,)).origins == (origin,)


SHAPE = (
    "Write an origin as scheme://host or scheme://host:port in lowercase, without a path or a trailing slash, such as "
)


@pytest.mark.parametrize(
    ("origins", "sentence"),
    [
        (
            [
                "app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://App.example.com",
                "https://app.example.com:0",
                "https://app..example.com",
                "https://a.*.example.com",
                "https://*example.com",
                "https://user@app.example.com",
                "https://$http_host",
                "https://`id`.example",
                "https://bücher.example",
            ],
            SHAPE,
        ),
        (["", "https://app.example.com\n", "https://app.example.com evil"], SHAPE),
        (["null"], "“null” is the origin of every sandboxed frame and local file, so allowing it allows every site."),
        (["https://app.example.com:443"], "Remove :443: browsers never send the default port of https."),
        (["http://app.example.com:80"], "Remove :80: browsers never send the default port of http."),
        (["ws://app.example.com:80"], "Remove :80: browsers never send the default port of ws."),
        (["wss://app.example.com:443"], "Remove :443: browsers never send the default port of wss."),
        (["ftp://app.example.com:21"], "Remove :21: browsers never send the default port of ftp."),
        (["https://app.example.com:70000"], "A port must be a number from 1 to 65535."),
        (["https://*.com"], "Anyone can get a name under com: use a domain of your own."),
        (["https://*.co.uk"], "Anyone can get a name under co.uk: use a domain of your own."),
        (["https://*.github.io"], "Anyone can get a name under github.io: use a domain of your own."),
        (["https://*.localhost"], "Anyone can get a name under localhost: use a domain of your own."),
        (["https://*.127.0.0.1"], "Anyone can get a name under 127.0.0.1: use a domain of your own."),
        (["https://" + "a" * 300], "Each entry must be a text of at most 255 characters."),
    ],
)
def test_any_other_origin_is_refused_with_what_to_change(origins: list[str], sentence: str) -> None:
    told = [refused(origins=(origin,)) for origin in origins]
    assert {field for field, _ in told} == {"origins"}
    assert [said for _, said in told if not said.startswith(sentence)] == []


def test_each_part_is_refused_by_its_own_name() -> None:
    assert refused(origins=())[0] == "origins"
    assert refused(origins=("*", PAGE))[0] == "origins"
    assert refused(origins=PAGE)[0] == "origins"
    assert refused(origins=tuple(f"https://a{number}.example" for number in range(51)))[0] == "origins"
    assert refused(methods=())[0] == "methods"
    assert refused(methods=("patch",))[0] == "methods"
    assert refused(methods=("TRACE",))[0] == "methods"
    assert refused(headers=("x${id}",))[0] == "headers"
    assert refused(headers=([],))[0] == "headers"
    assert refused(expose_headers=("*",))[0] == "expose_headers"
    assert refused(origins=("*",), credentials=True)[0] == "credentials"
    assert refused(credentials=1)[0] == "credentials"
    assert refused(max_age=-1)[0] == "max_age"
    assert refused(max_age=True)[0] == "max_age"
    assert refused(max_age="600")[0] == "max_age"


def test_header_names_are_kept_once_in_lower_case() -> None:
    assert CorsPolicy((PAGE,), headers=("X-Id", "x-id", "Content-Type")).headers == ("x-id", "content-type")


def test_a_subdomain_pattern_stands_for_the_names_below_a_domain_of_ones_own() -> None:
    policy = CorsPolicy(("https://*.example.com", PAGE, "https://*.team.github.io:8443"))
    assert policy.subdomain_patterns == ("https://*.example.com", "https://*.team.github.io:8443")
    assert policy.exact_origins == (PAGE,)


@given(st.sampled_from(["origins", "methods", "headers", "expose_headers"]), st.text(min_size=1))
def test_a_word_that_is_taken_holds_nothing_but_its_alphabet(field: str, word: str) -> None:
    with contextlib.suppress(PolicyError):
        CorsPolicy(**{"origins": (PAGE,), field: (word,)})
        assert re.fullmatch(r"[A-Za-z0-9_.:/\[\]+-]+|\*|[a-z0-9+.-]+://\*[a-z0-9_.:-]+", word)


def exchange(purpose: str, answer: tuple[tuple[str, str], ...], asked: tuple[tuple[str, str], ...] = ()) -> Exchange:
    method = "OPTIONS" if "preflight" in purpose else "PUT"
    return Exchange(HttpRequest(method, URL, asked, purpose), HttpResponse(200, answer))  # type: ignore[arg-type]


def test_a_server_that_sends_nothing_is_told_just_what_the_request_needs() -> None:
    request = Request(URL, PAGE, "put", (("Content-Type", "application/json"), ("Accept", "*/*")), "include")
    asked = (("Access-Control-Request-Headers", "content-type,x-late"),)
    assert policy_for(request, [exchange("preflight", (), asked)]) == CorsPolicy(
        (PAGE,), ("PUT",), ("content-type", "x-late"), credentials=True
    )


def test_what_the_server_allows_this_page_already_is_kept() -> None:
    answer = (
        ("Access-Control-Allow-Origin", PAGE),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "GET, DELETE, *, trace, OPTIONS"),
        ("Access-Control-Allow-Headers", "X-Id, x${evil}"),
        ("Access-Control-Expose-Headers", "ETag, *"),
        ("Access-Control-Max-Age", "60"),
    )
    assert policy_for(Request(URL, PAGE), [exchange("main", answer)]) == CorsPolicy(
        (PAGE,), ("GET", "DELETE"), ("x-id",), credentials=True, expose_headers=("ETag",), max_age=60
    )


def test_the_bytes_of_a_raw_answer_count_too() -> None:
    head = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag\r\n\r\n"
    exchanges = [Exchange(HttpRequest("GET", URL, (), "main"), RawResponse(head))]
    assert policy_for(Request(URL, PAGE), exchanges) == CorsPolicy(("*",), expose_headers=("ETag",))


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag\r\n\r\n",
        b"HTTP/1.1 200 \r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag\r\n\r\n",
        b"HTTP/1.1  200 OK\nAccess-Control-Allow-Origin: *\nAccess-Control-Expose-Headers:\n ETag\n\n",
        b"HTTP/1.10 200 OK\r\nAccess-Control-Allow-Origin:*\r\nAccess-Control-Expose-Headers:ETag\r\nx\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200\r\naccess-control-allow-origin: *\r\n"
        b"access-control-expose-headers: ETag\r\n\r\n",
    ],
)
def test_what_browsers_read_in_a_head_that_breaks_the_grammar_is_kept_as_well(head: bytes) -> None:
    request = Request(URL, PAGE)
    judged = judge(request, lambda: lambda sent: RawResponse(head))
    assert all(outcome.outcome == "allowed" for outcome in judged.outcomes.values())
    assert policy_for(request, judged.exchanges) == CorsPolicy(("*",), expose_headers=("ETag",))


def test_what_a_server_allows_to_others_or_after_a_redirect_is_no_part_of_it() -> None:
    other = (("Access-Control-Allow-Origin", "https://other.example"), ("Access-Control-Allow-Methods", "DELETE"))
    moved = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "DELETE"))
    exchanges = [exchange("main", other), exchange("redirect", moved), exchange("probe", moved)]
    assert policy_for(Request(URL, PAGE), exchanges) == CorsPolicy((PAGE,))


def test_a_public_answer_stays_public_unless_the_page_sends_credentials() -> None:
    public = [exchange("main", (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")))]
    assert policy_for(Request(URL, PAGE), public) == CorsPolicy(("*",))
    assert policy_for(Request(URL, "null"), public) == CorsPolicy(("*",))
    assert policy_for(Request(URL, PAGE, credentials="include"), public) == CorsPolicy((PAGE,), credentials=True)


def test_a_page_without_an_origin_of_its_own_gets_no_policy() -> None:
    with pytest.raises(PolicyError, match="sandboxed frame"):
        policy_for(Request(URL, "null"), [])
