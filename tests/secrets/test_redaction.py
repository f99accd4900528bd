"""No secret that enters a check's facts leaves them."""

from __future__ import annotations

import base64
import html
import json
import re
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cors import lab
from checks.cors.document import document
from checks.cors.document import facts as facts_of
from checks.cors.judge import judge
from checks.cors.model import RawResponse
from checks.cors.rules import RULES
from checks.exports import EXPORTS
from checks.secrets.finder import Finder
from checks.secrets.redaction import MARK, redact
from checks.wording.plain import text
from checks.wording.style import Style
from tests.growth.measure import assert_linear

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def facts(
    headers: list[list[str]] | None = None,
    url: str = "https://api.example.com/items",
    answer: list[list[str]] | None = None,
    **request: Any,
) -> dict[str, Any]:
    """The facts of a check with these request headers, URL and answer's headers, as the engine gives them."""
    sent = headers or []
    received = answer or []
    raw = "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in received) + "\r\n"
    return {
        "schema": 1,
        "request": {"url": url, "origin": "https://app.example.com", "method": "GET", "headers": sent, **request},
        "preflight": {
            "needed": bool(sent),
            "reasons": [{"code": "header", "name": name.lower(), "value": value} for name, value in sent],
        },
        "browsers": {"chromium": {"outcome": "blocked", "rule": "x", "console": [f"Access to fetch at '{url}' from"]}},
        "exchanges": [
            {
                "purpose": "main",
                "request": {"method": "GET", "url": url, "headers": sent},
                "response": {"status": 200, "headers": received},
                "raw": raw,
            }
        ],
        "findings": [
            {
                "rule": "x",
                "evidence": [
                    {"header": name, "value": value, "span": [0, len(value)], "args": {"url": url, "value": value}}
                    for name, value in [*sent, *received]
                ],
            }
        ],
    }


def shown(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Authorization", "Bearer abc.DEF-123", "Bearer [redacted]"),
        ("Authorization", "Bearer x", "Bearer [redacted]"),
        ("Authorization", "justatoken", "[redacted]"),
        ("X-Api-Key", "k", "[redacted]"),
        ("X-CSRF-Token", "12345678", "[redacted]"),
        ("X-Custom", "9f8a7b6c5d", "[redacted]"),
        ("X-Custom", "1", "1"),
        ("Content-Type", "application/json", "application/json"),
        ("Accept", JWT, "[redacted]"),
        ("X-Requested-With", "XMLHttpRequest", "XMLHttpRequest"),
    ],
)
def test_a_request_header_keeps_its_name_and_loses_what_may_be_secret(name: str, value: str, kept: str) -> None:
    found = redact(facts([[name, value]]))
    assert found["request"]["headers"] == [[name, kept]]
    assert found["exchanges"][0]["request"]["headers"] == [[name, kept]]
    assert found["preflight"]["reasons"][0]["value"] == kept


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Set-Cookie", "id=s; Path=/; HttpOnly", "id=[redacted]; Path=/; HttpOnly"),
        ("Set-Cookie", "session=abcdefgh; Secure", "session=[redacted]; Secure"),
        ("Set-Cookie", "nameless", "[redacted]"),
        ("WWW-Authenticate", 'Basic realm="inner-net"', "Basic [redacted]"),
        ("WWW-Authenticate", "Negotiate", "Negotiate"),
        ("X-Auth-Token", "abc", "[redacted]"),
        ("X-Auth-Token", f"{JWT} and more", "[redacted]"),
        ("X-Trace", f"seen {JWT}.", "seen [redacted]"),
        ("X-Key-Id", "AKIAIOSFODNN7EXAMPLE", "[redacted]"),
        ("X-Build", "3f2a9c", "3f2a9c"),
        (
            "Location",
            "https://user:hunter22@b.example/?code=abc#access_token=def",
            "https://[redacted]@b.example/?code=[redacted]#access_token=[redacted]",
        ),
        ("Access-Control-Allow-Credentials", "true", "true"),
        ("Access-Control-Allow-Headers", "authorization, x-api-key", "authorization, x-api-key"),
        ("Vary", "Origin", "Origin"),
    ],
)
def test_an_answers_header_keeps_what_tells_something(name: str, value: str, kept: str) -> None:
    found = redact(facts(answer=[[name, value]]))
    assert found["exchanges"][0]["response"]["headers"] == [[name, kept]]
    assert f"\r\n{name}: {kept}\r\n" in found["exchanges"][0]["raw"]
    assert found["findings"][0]["evidence"][0]["value"] == kept


def test_a_span_goes_with_the_value_that_it_marked() -> None:
    evidence = redact(facts([["Authorization", "Bearer abcdefgh"]]))["findings"][0]["evidence"][0]
    assert (evidence["value"], evidence["span"]) == ("Bearer [redacted]", None)


def test_what_the_request_shows_anyway_stays_readable() -> None:
    found = redact(
        facts([["X-Tenant", "example"], ["X-Kind", "application/json"], ["Content-Type", "application/json"]])
    )
    assert found["request"]["url"] == "https://api.example.com/items"
    assert ["Content-Type", "application/json"] in found["request"]["headers"]


def test_a_host_stays_readable_however_random_it_looks() -> None:
    url = "https://pub-0123456789abcdef0123456789abcdef.r2.example/file/0123456789abcdef0123456789abcdeX"
    found = redact(facts(url=url))
    assert found["request"]["url"] == "https://pub-0123456789abcdef0123456789abcdef.r2.example/file/[redacted]"


def test_a_body_is_never_kept() -> None:
    found = redact(facts(body='{"pin": 1}', answer=[["X-Echo", '{"pin": 1}']]))
    assert found["request"]["body"] == MARK
    assert found["exchanges"][0]["response"]["headers"] == [["X-Echo", MARK]]


def test_a_secret_that_spells_one_of_our_own_words_does_not_break_the_facts() -> None:
    found = redact(facts([["X-Api-Key", "blocked"]], answer=[["X-Echo", "blocked"]]))
    assert found["browsers"]["chromium"]["outcome"] == "blocked"
    assert found["exchanges"][0]["response"]["headers"] == [["X-Echo", MARK]]


# A word that the facts hold anyway, such as one of our own keys, gives no secret away.
ANYWAY = shown(redact(facts([["X-Custom", "1"]], answer=[["Location", "/next"]]))).lower() + MARK
SECRETS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=";,\"'"), min_size=8, max_size=60
).filter(lambda text: text.lower() not in ANYWAY)
# Where a secret stands in a request, and how it is spelled there.
PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "credentials": lambda s: {"headers": [["Authorization", f"Bearer {s}"]]},
    "password": lambda s: {"headers": [["Authorization", "Basic " + base64.b64encode(f"me:{s}".encode()).decode()]]},
    "header of a telling name": lambda s: {"headers": [["X-Api-Key", s]]},
    "header of any name": lambda s: {"headers": [["X-Anything", s]]},
    "header, percent-encoded": lambda s: {"headers": [["X-Anything", quote(s)]]},
    "header, in base64": lambda s: {"headers": [["X-Session", base64.b64encode(s.encode()).decode()]]},
    "header, in hexadecimal": lambda s: {"headers": [["X-Session", s.encode().hex().upper()]]},
    "cookie": lambda s: {"headers": [["Cookie", f"id={s}"]]},
    "query": lambda s: {"url": f"https://api.example.com/items?access_token={quote(s, safe='')}"},
    "query of a form": lambda s: {"url": f"https://api.example.com/items?access_token={quote_plus(s)}"},
    "query, encoded twice": lambda s: {"url": f"https://api.example.com/items?token={quote(quote(s, safe=''))}"},
    "query of a URL in the query": lambda s: {
        "url": "https://api.example.com/items?next=" + quote(f"https://x.example/?token={quote(s, safe='')}", safe="")
    },
    "body": lambda s: {"method": "POST", "body": s},
    "body of JSON": lambda s: {"method": "POST", "body": json.dumps({"password": s})},
}
# How a server may escape what it repeats, in whole or in part.
ESCAPES: dict[str, Callable[[str], str]] = {
    "plain": lambda s: s,
    "percent": lambda s: quote(s, safe=""),
    "path": quote,
    "form": quote_plus,
    "script": lambda s: quote(s, safe="!'()*~"),
    "small letters": lambda s: re.sub("%..", lambda match: match[0].lower(), quote(s, safe="")),
    "each in percent": lambda s: "".join(f"%{byte:02X}" for byte in s.encode()),
    "some in percent": lambda s: "".join(
        f"%{ord(letter):02x}" if place % 3 == 0 and ord(letter) < 128 else letter for place, letter in enumerate(s)
    ),
    "HTML": html.escape,
    "HTML in numbers": lambda s: "".join(f"&#{ord(letter)};" for letter in s),
    "HTML in hexadecimal": lambda s: "".join(f"&#x{ord(letter):X};" for letter in s),
    "JSON": lambda s: json.dumps(s)[1:-1],
    "JSON in numbers": lambda s: "".join(
        f"\\u{half:04x}" for half in array("H", s.encode("utf-16", "surrogatepass")[2:])
    ),
    "bytes in numbers": lambda s: "".join(f"\\x{byte:02x}" for byte in s.encode()),
    "quoted": lambda s: re.sub(r"([\"'\\/(),=])", r"\\\1", s),
}
ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda s: s,
    "capitals": str.upper,
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 of more": lambda s: base64.b64encode(b"u:" + s.encode() + b":x").decode(),
    "url-safe": lambda s: base64.urlsafe_b64encode(b"u" + s.encode()).decode().rstrip("="),
    "hexadecimal": lambda s: s.encode().hex(),
    "HEXADECIMAL": lambda s: s.encode().hex().upper(),
}
# What is encoded may have been escaped before.
ESCAPED_BEFORE = st.sampled_from(["plain", "percent", "path", "JSON", "HTML"])


@given(
    secret=SECRETS,
    place=st.sampled_from(sorted(PLACES)),
    before=ESCAPED_BEFORE,
    encoding=st.sampled_from(sorted(ENCODINGS)),
    after=st.lists(st.sampled_from(sorted(ESCAPES)), max_size=2),
)
def test_a_secret_is_nowhere_in_the_facts_however_it_is_spelled(
    secret: str, place: str, before: str, encoding: str, after: list[str]
) -> None:
    repeated = ENCODINGS[encoding](ESCAPES[before](secret))
    for escape in after:
        repeated = ESCAPES[escape](repeated)
    answer = [["X-Echo", f"({repeated})"], ["Location", f"/next?x={repeated}"], ["X-Sentence", f"got {repeated} once"]]
    asked = PLACES[place](secret)
    found = redact(facts(asked.pop("headers", []), answer=answer, **asked))
    assert json.dumps(secret)[1:-1] not in shown(found)
    assert json.dumps(repeated)[1:-1] not in shown(found)
    for name, value in found["exchanges"][0]["response"]["headers"]:
        assert MARK in value, name


@given(secret=SECRETS, place=st.sampled_from(sorted(PLACES)))
def test_what_a_server_says_beside_a_secret_stays(secret: str, place: str) -> None:
    asked = PLACES[place](secret)
    words = [["Server", "nginx/1.25"], ["X-Echo", f"before {secret} after"], ["Vary", "Origin"], ["X-Build", "3f2a9c"]]
    found = redact(facts(asked.pop("headers", []), answer=words, **asked))["exchanges"][0]["response"]["headers"]
    assert found == [["Server", "nginx/1.25"], ["X-Echo", f"before {MARK} after"], *words[2:]]


@given(body=st.text(min_size=6, max_size=40), escape=st.sampled_from(sorted(ESCAPES)))
def test_a_secret_of_any_alphabet_is_found(body: str, escape: str) -> None:
    repeated = ESCAPES[escape](body) if body.isprintable() else body
    as_bytes = repeated.encode("utf-8", "surrogatepass").decode("latin-1")
    found = Finder({body}).without(f"<{repeated}> <{as_bytes}>")
    assert found == f"<{MARK}> <{MARK}>"


@given(user=SECRETS, password=SECRETS)
def test_user_names_and_passwords_of_urls_are_nowhere_in_the_facts(user: str, password: str) -> None:
    userinfo = f"{quote(user, safe='')}:{quote(password, safe='')}"
    found = shown(redact(facts(answer=[["Location", f"https://{userinfo}@api.example.com/"]])))
    assert quote(password, safe="") not in found


def test_basic_credentials_are_known_by_their_parts_too() -> None:
    encoded = base64.b64encode(b"aladdin:opensesame").decode()
    found = shown(redact(facts([["Authorization", f"Basic {encoded}"]], answer=[["X-User", "aladdin, opensesame"]])))
    assert (encoded in found, "opensesame" in found, "aladdin" in found) == (False, False, False)


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


@pytest.mark.parametrize("rule", RULES)
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


def test_a_status_line_that_repeats_a_secret_loses_it() -> None:
    found = facts([["X-Api-Key", "abcdefgh"]])
    found["exchanges"][0]["raw"] = "HTTP/1.1 200 abcdefgh\r\nVary: Origin\r\n\r\n"
    assert redact(found)["exchanges"][0]["raw"] == "HTTP/1.1 200 [redacted]\r\nVary: Origin\r\n\r\n"


def test_a_secret_that_reads_like_a_name_of_ours_breaks_no_document() -> None:
    for body in ("headers", "exposed_headers", "chromium", "exchanges"):
        given = facts(body=body, method="POST")
        found = redact(given)
        assert found.keys() == given.keys()
        assert found["request"].keys() == given["request"].keys()
        assert (found["request"]["body"], found["browsers"].keys()) == (MARK, given["browsers"].keys())
