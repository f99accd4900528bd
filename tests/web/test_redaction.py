"""No secret that enters a check's facts leaves them."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.redaction import MARK, redact

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
ECHOES = {
    "plain": lambda secret: secret,
    "in a sentence": lambda secret: f"you sent {secret} to us",
    "percent": lambda secret: quote(secret, safe=""),
    "form": quote_plus,
    "lower": lambda secret: secret.lower(),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 of more": lambda secret: base64.b64encode(b"u:" + secret.encode() + b":x").decode(),
    "url-safe": lambda secret: base64.urlsafe_b64encode(b"u" + secret.encode()).decode().rstrip("="),
    "hex": lambda secret: secret.encode().hex(),
    "json": json.dumps,
}


@given(
    secret=SECRETS,
    name=st.sampled_from(["Authorization", "X-Api-Key", "X-Custom", "Cookie", "X-Session", "X-Anything"]),
    echo=st.sampled_from(sorted(ECHOES)),
)
def test_a_random_secret_in_a_header_is_nowhere_in_the_facts(secret: str, name: str, echo: str) -> None:
    value = {"Authorization": f"Bearer {secret}", "Cookie": f"id={secret}"}.get(name, secret)
    repeated = ECHOES[echo](secret)
    found = shown(
        redact(facts([[name, value]], answer=[["X-Echo", repeated], ["Access-Control-Allow-Origin", repeated]]))
    )
    assert json.dumps(secret)[1:-1] not in found
    assert json.dumps(repeated)[1:-1] not in found


@given(secret=SECRETS, echo=st.sampled_from(sorted(ECHOES)))
def test_a_random_secret_in_a_url_is_nowhere_in_the_facts(secret: str, echo: str) -> None:
    url = f"https://api.example.com/items?page=2&access_token={quote(secret, safe='')}"
    found = redact(facts(url=url, answer=[["Location", f"/next?x={ECHOES[echo](secret)}"]]))
    assert found["request"]["url"] == "https://api.example.com/items?page=2&access_token=[redacted]"
    assert json.dumps(secret)[1:-1] not in shown(found)
    assert quote(secret, safe="") not in shown(found)


@given(user=SECRETS, password=SECRETS)
def test_user_names_and_passwords_of_urls_are_nowhere_in_the_facts(user: str, password: str) -> None:
    userinfo = f"{quote(user, safe='')}:{quote(password, safe='')}"
    found = shown(redact(facts(answer=[["Location", f"https://{userinfo}@api.example.com/"]])))
    assert quote(password, safe="") not in found


def test_basic_credentials_are_known_by_their_parts_too() -> None:
    encoded = base64.b64encode(b"aladdin:opensesame").decode()
    found = shown(redact(facts([["Authorization", f"Basic {encoded}"]], answer=[["X-User", "aladdin, opensesame"]])))
    assert (encoded in found, "opensesame" in found, "aladdin" in found) == (False, False, False)


@pytest.mark.parametrize(
    "text", ["a" * 65536, "eyJ" * 21845, "a_" * 32768, "//" * 32768, "?a=" * 21845, "sk-" * 21845, "\r" * 65536]
)
def test_a_hostile_answer_costs_no_more_than_its_length(text: str) -> None:
    headers = [[f"X-Secret-{n}", f"{n}-abcdefgh-{n}, " * 20] for n in range(50)]
    found = facts(headers, answer=[["X-A", text]])
    found["exchanges"][0]["raw"] = text
    started = time.process_time()
    redact(found)
    assert time.process_time() - started < 2


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
