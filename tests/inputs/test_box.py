"""What the box does with every format alike: secrets, several requests, and answers that go with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.cors.judge import judge
from checks.cors.model import Headers
from checks.cors.recorded import Recorded
from checks.inputs.box import understand
from checks.inputs.dummy import dummy, stand_in
from checks.running.pasted_facts import assign

ORIGIN = "https://app.example.com"


def entry(url: str, status: int, **headers: str) -> dict[str, Any]:
    answered = [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()]
    return {
        "request": {"method": "GET", "url": url, "headers": [{"name": "Origin", "value": ORIGIN}]},
        "response": {"status": status, "headers": answered},
    }


def test_answers_are_still_found_when_secrets_left_the_urls() -> None:
    first = entry(
        "https://api.example.com/a?token=s3cr3t1",
        302,
        Location="https://api.example.com/b?token=s3cr3t2",
        Access_Control_Allow_Origin=ORIGIN,
    )
    second = entry("https://api.example.com/b?token=s3cr3t2", 200, Access_Control_Allow_Origin="*")
    found = understand(json.dumps({"log": {"entries": [first, second]}}))
    assert "s3cr3t" not in repr(found)
    recorded = assign(found.request, found.answers)
    assert judge(found.request, lambda: Recorded(recorded)).verdict == "allowed"


def test_a_head_alone_answers_the_request_and_two_the_preflight_first() -> None:
    one = understand("HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n")
    two = understand("HTTP/1.1 204 No Content\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n")
    put = understand("curl -X PUT https://api.example.com/ -H 'Origin: https://app.example.com'").request
    get = understand("curl https://api.example.com/ -H 'Origin: https://app.example.com'").request
    assert [item.preflight for item in assign(get, one.answers)] == [False]
    assert [item.preflight for item in assign(put, two.answers)] == [True, False]
    assert [item.preflight for item in assign(get, two.answers)] == [False, False]
    assert [item.preflight for item in assign(put, one.answers)] == [False]


def test_a_dummy_that_the_page_made_is_told_as_the_secret_itself_would_be() -> None:
    curl = "curl 'https://api.example.com/?token={}' -H 'Authorization: Bearer {}' -H 'X-Api-Key: {}' -H 'X-A: xxx'"
    secret, already = (understand(curl.format(text, text, text)) for text in ("s3cr3t-key", "x0xx0x-xxx"))
    assert already == secret
    assert [note.field for note in already.notes if note.kind == "secret"] == ["headers", "headers", "url"]


def test_a_dummy_has_the_shape_and_is_its_own_dummy() -> None:
    assert dummy("Ab9-é_Z.7=") == "Xx0-x_X.0="
    assert dummy(dummy("Ab9-é_Z.7=")) == dummy("Ab9-é_Z.7=")
    assert dummy(stand_in("X-Api-Key")) == stand_in("X-Api-Key")


@pytest.mark.parametrize(
    ("option", "body"),
    [("--data-raw", "@x"), ("--data", ""), ("-d", ""), ("--data-binary", ""), ("--data-ascii", ""), ("--json", "")],
)
def test_an_at_sign_names_a_file_except_after_data_raw(option: str, body: str) -> None:
    found = understand(f"curl https://api.example.com/ -H 'Origin: {ORIGIN}' {option} @x")
    assert found.request.body == body
    assert ("body" in [note.field for note in found.notes if note.kind == "left-out"]) == (body == "")


@pytest.mark.parametrize("reason", ["Connection established", "CONNECTION ESTABLISHED", "connection Established"])
def test_what_a_proxy_says_of_its_tunnel_is_no_answer_of_the_server(reason: str) -> None:
    found = understand(f"HTTP/1.1 200 {reason}\n\nHTTP/1.1 403 Forbidden\nAccess-Control-Allow-Origin: *\n")
    assert [item.answer.head.split(b"\r\n")[0] for item in found.answers] == [b"HTTP/1.1 403 Forbidden"]


CACHE_OFF = ("Cache-Control", "no-cache"), ("Pragma", "no-cache")
BROWSER = ("User-Agent", "Mozilla/5.0")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ((*CACHE_OFF, BROWSER), ()),
        (CACHE_OFF, CACHE_OFF),
        ((CACHE_OFF[0], BROWSER), CACHE_OFF[:1]),
        ((CACHE_OFF[1], BROWSER), CACHE_OFF[1:]),
        ((("Cache-Control", "max-age=0"), CACHE_OFF[1], BROWSER), (("Cache-Control", "max-age=0"), CACHE_OFF[1])),
    ],
)
def test_only_both_headers_of_a_browser_whose_cache_is_off_are_taken_for_its_own(sent: Headers, kept: Headers) -> None:
    options = " ".join(f"-H '{name}: {value}'" for name, value in (("Origin", ORIGIN), *sent))
    found = understand(f"curl https://api.example.com/ {options}")
    assert found.request.headers == kept
    assert ("headers" in [note.field for note in found.notes if note.kind == "left-out"]) == (kept == ())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_har_s_redirect_is_followed_to_its_answer(status: int) -> None:
    allowed = {"Access_Control_Allow_Origin": "*"}
    first = entry("https://api.example.com/a", status, Location="/b", **allowed)
    found = understand(json.dumps({"log": {"entries": [first, entry("https://api.example.com/b", 200, **allowed)]}}))
    assert found.others == ()
    assert [item.url for item in found.answers] == ["https://api.example.com/a", "https://api.example.com/b"]


@pytest.mark.parametrize("status", [200, 300, 304, 305])
def test_a_har_s_answer_with_a_location_that_is_no_redirect_ends_there(status: int) -> None:
    first = entry("https://api.example.com/a", status, Location="/b")
    found = understand(json.dumps({"log": {"entries": [first, entry("https://api.example.com/b", 200)]}}))
    assert {other.request.url for other in found.others} == {"https://api.example.com/a", "https://api.example.com/b"}


@pytest.mark.parametrize("name", ["Location", "location", "LOCATION"])
def test_a_token_in_the_location_of_a_pasted_answer_becomes_a_dummy_wherever_the_line_stands(name: str) -> None:
    found = understand(f"HTTP/1.1 302 Found\nServer: nginx\n{name}: /next?token=s3cr3t-1&a=1\nVary: Origin\n")
    (answer,) = found.answers
    assert f"{name}: /next?token=x0xx0x-0&a=1\r\n".encode() in answer.answer.head


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Author", "jane-doe", "jane-doe"),
        ("X-Requested-With", "XMLHttpRequest2", "XMLHttpRequest2"),
        ("X-Auth", "jane-doe", "xxxx-xxx"),
        ("Authorization", "Bearer abc-1", "Bearer xxx-0"),
        ("Authorization", "abc-1", "xxx-0"),
        ("X-Tenant", "jane-doe", "jane-doe"),
    ],
)
def test_a_header_becomes_a_dummy_where_its_name_tells_of_a_secret(name: str, value: str, shown: str) -> None:
    found = understand(f"curl https://api.example.com/ -H 'Origin: {ORIGIN}' -H '{name}: {value}'")
    assert found.request.headers == ((name, shown),)


@pytest.mark.parametrize(
    ("code", "method", "body"),
    [
        ("this.http.request('PUT', '{}', {{body: 'abc'}})", "PUT", "abc"),
        ("this.http.delete('{}', {{body: 'abc'}})", "DELETE", "abc"),
        ("this.http.post('{}', 'abc', {{}})", "POST", "abc"),
        ("this.http.get('{}')", "GET", None),
    ],
)
def test_code_with_angular_says_its_body_as_an_argument_or_as_an_option(
    code: str, method: str, body: str | None
) -> None:
    found = understand(code.format("https://api.example.com/x") + ".subscribe()")
    assert (found.what, found.request.method, found.request.body) == ("code with Angular's HttpClient", method, body)


def test_a_har_offers_at_most_a_hundred_requests_to_choose_from() -> None:
    entries = [entry(f"https://api.example.com/{number}", 200) for number in range(130)]
    found = understand(json.dumps({"log": {"entries": entries}}))
    assert [other.request.url for other in found.others] == [f"https://api.example.com/{n}" for n in range(100)]


@pytest.mark.parametrize("option", ["-a", "-A", "-p", "-s", "-o", "--raw", "--auth-type", "--cert", "--max-redirects"])
def test_the_value_of_an_option_of_httpie_is_not_taken_for_the_url(option: str) -> None:
    found = understand(f"http {option} value PUT https://api.example.com/x Origin:{ORIGIN}")
    assert (found.request.method, found.request.url) == ("PUT", "https://api.example.com/x")


def test_a_referrer_that_curl_follows_by_itself_names_the_page() -> None:
    found = understand("curl https://api.example.com/ -e 'https://app.example.com;auto'")
    assert found.request.origin == "https://app.example.com"


def test_who_pasted_a_secret_is_told_why_a_dummy_does_as_well() -> None:
    notes = understand(f"curl https://api.example.com/ -H 'Origin: {ORIGIN}' -H 'X-Api-Key: abc'").notes
    assert [note.text for note in notes if note.kind == "secret"] == [
        "The value of X-Api-Key was replaced with a dummy of the same shape: a preflight carries header names, "
        "never values, so the verdict stays the same."
    ]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://b.example/a.png?X-Amz-Algorithm=AWS4&X-Amz-Expires=900&x-id=PutObject", "https://b.example/a.png"),
        ("https://b.example/a.png?sv=2023&se=2027-01-01&sp=rw&sig=abc%3D#top", "https://b.example/a.png#top"),
        ("https://b.example/x?consumer_key=ck_1&consumer_secret=cs_2", "https://b.example/x"),
        ("https://b.example/x?page=2&token=abc", "https://b.example/x?page=2&token=xxx"),
        ("https://b.example/x?sv=2&page=1", "https://b.example/x?sv=2&page=1"),
        ("https://b.example/issues?state=open&filter=all", "https://b.example/issues?state=open&filter=all"),
        ("https://b.example/back?state=Zx81q", "https://b.example/back"),
    ],
)  # fmt: skip
def test_a_query_of_credentials_alone_is_left_out_and_a_word_is_none(url: str, shown: str) -> None:
    assert understand(url).request.url == shown
