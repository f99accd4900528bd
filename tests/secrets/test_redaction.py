"""No secret that enters a check's facts leaves them."""

from __future__ import annotations

import base64
import html
import json
import re
from array import array
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.secrets.finder import Finder
from checks.secrets.redaction import MARK, redact
from tests.secrets.facts import facts, shown

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


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
        (
            "Set-Cookie",
            "id=s; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=9; Domain=a.example; SameSite=None; Secure;",
            "id=[redacted]; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=9; Domain=a.example; SameSite=None; Secure;",
        ),
        ("Set-Cookie", "a=s; Expires=0, t", "a=[redacted]; Expires=0,[redacted]"),
        ("Set-Cookie", "a=s; Path=/ b=t", "a=[redacted];[redacted]"),
        ("Set-Cookie", "a=s; Path=/, t u=v", "a=[redacted]; Path=/,[redacted]"),
        ("Set-Cookie", "a=s; Path=/, b=t; Secure", "a=[redacted]; Path=/, b=[redacted]; Secure"),
        ("Set-Cookie", "a=s; HttpOnly,b=t", "a=[redacted]; HttpOnly,b=[redacted]"),
        ("Set-Cookie", 'a="s;t"; Path=/', "a=[redacted];[redacted]; Path=/"),
        ("Set-Cookie", "a=s; t=u", "a=[redacted];[redacted]"),
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


def test_a_letter_that_grows_in_lower_case_moves_no_mark() -> None:
    assert Finder({"a-secret-word"}).without("\u0130\u0130 <a-secret-word> x") == f"\u0130\u0130 <{MARK}> x"
