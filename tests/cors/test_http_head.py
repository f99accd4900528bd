"""A head that keeps to the grammar is read once for all browsers: the short way must read what each would read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cors import http_head
from checks.cors.browsers import BROWSERS, Browser
from checks.cors.model import Failure, HttpResponse
from tests.growth.measure import assert_linear

STATUS = st.sampled_from(
    ["HTTP/1.1 200 OK", "HTTP/1.0 404 Not  Found ", "HTTP/1.1 500 ", "HTTP/1.1 204", "HTTP/2 200 x"]
)
NAMES = st.sampled_from(["A", "Vary", "x_y", "X.Z", "content-length", "Transfer-Encoding", "a b", "", "é"])
VALUES = st.sampled_from(["", " ", "*", " 5", "chunked", "gzip", "+2", "a\tb", " é \t", "a\rb", "\x0b", "x:y", "\0"])
FIELDS = st.one_of(st.tuples(NAMES, VALUES).map(":".join), st.sampled_from([" folded", "no colon", "A : b"]))
HEADS = st.builds(
    lambda status, fields, end: ("\r\n".join([status, *fields, "", ""]) + end).encode("latin-1"),
    STATUS,
    st.lists(FIELDS, max_size=5),
    st.sampled_from(["", "\r\n", "rest"]),
)


@pytest.mark.parametrize("browser", BROWSERS.values(), ids=BROWSERS)
@given(head=HEADS)
def test_the_short_way_reads_what_each_browser_reads(browser: Browser, head: bytes) -> None:
    assert http_head.read(head, browser.head) == http_head._read_habitually(head, browser.head)


def test_an_ordinary_head_goes_the_short_way() -> None:
    assert http_head._read_plain(b"HTTP/1.1 200 OK\r\nVary: Origin\r\nContent-Length: 2\r\n\r\n") is not None


OK = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n"
NOTHING = http_head.BARE


# As Chromium 156 and Firefox 153 were seen to read them.
@pytest.mark.parametrize(
    ("head", "in_chromium", "in_firefox"),
    [
        (OK, True, True),
        (b"\r\n\r\n" + OK, True, True),
        (b"ab\r\n" + OK, True, True),
        (b"junk" + OK, True, True),
        (b"junk " + OK, False, False),
        (b"abcdef\r\n" + OK, False, False),
        (b"\r\n" * 3 + OK, False, False),
        (b"\r\nICY 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n", False, True),
        (b"ab\r\nICY 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n", False, False),
        (b"\r\n\r\n" + OK.replace(b"1.1", b"2.0"), True, True),
        (b"SSH-2.0-OpenSSH_9.6p1\r\n", False, False),
        (b"+OK\r\n", False, False),
    ],
)
def test_only_minor_junk_may_come_before_an_answer(head: bytes, in_chromium: bool, in_firefox: bool) -> None:
    read = {name: http_head.read(head, BROWSERS[name].head) for name in ("chromium", "firefox")}
    allows = {name: isinstance(r, HttpResponse) and r.get("access-control-allow-origin") for name, r in read.items()}
    assert allows == {"chromium": in_chromium and "*", "firefox": "*" if in_firefox else None}
    # What Chromium refuses, Firefox takes for a body without a head.
    assert isinstance(read["chromium"], HttpResponse) == in_chromium
    assert read["firefox"] == NOTHING or in_firefox
    found = [name for name in read if http_head.finds_status_line(head, BROWSERS[name].head)]
    assert found == [name for name, finds in (("chromium", in_chromium), ("firefox", in_firefox)) if finds]


ALLOWED = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n"
TWICE = "ERR_RESPONSE_HEADERS_MULTIPLE_"


# As Chromium 156 and Firefox 153 were seen to read them, and WebKit 2.50 is recorded.
@pytest.mark.parametrize(
    ("fields", "error", "in_firefox"),
    [
        (b"Content-Length: 2\r\nContent-Length: 2", "", True),
        (b"Content-Length: 2, 2", "", True),
        (b"Content-Length: 2\r\nContent-Length: 3", f"{TWICE}CONTENT_LENGTH", False),
        (b"Content-Length: 2, 3", f"{TWICE}CONTENT_LENGTH", False),
        (b"Content-Length: 2\r\nContent-Length: 3\r\nTransfer-Encoding: chunked", "", False),
        (b"Location: a\r\nLocation: a", "", True),
        (b"Location: a\r\nLocation: b", f"{TWICE}LOCATION", False),
        (b"Content-Disposition: a\r\nContent-Disposition: b", f"{TWICE}CONTENT_DISPOSITION", False),
        (b"ETag: a\r\nETag: b", "", True),
    ],
)
def test_fields_that_contradict_each_other_are_no_response(fields: bytes, error: str, in_firefox: bool) -> None:
    read = {name: http_head.read(ALLOWED + fields + b"\r\n\r\n", browser.head) for name, browser in BROWSERS.items()}
    in_chromium = read["chromium"]
    assert (in_chromium.net_error if isinstance(in_chromium, Failure) else "") == error
    assert isinstance(read["firefox"], HttpResponse) is in_firefox
    # An answer that came as fields, as from a HAR, is read alike; WebKit is known to take two lengths.
    pairs = tuple(tuple(line.decode().split(": ")) for line in fields.split(b"\r\n"))
    told = http_head.read_answer(HttpResponse(200, pairs), BROWSERS["chromium"].head)
    assert isinstance(told, Failure) is bool(error)
    if b"Length" in fields and b"chunked" not in fields:
        assert isinstance(http_head.read_answer(HttpResponse(200, pairs), BROWSERS["webkit"].head), HttpResponse)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\rAccess-Control-Allow-Origin: *\rContent-Length: 2\r\rok",
        b"HTTP/1.1 200 OK\rAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\rContent-Length: 2\r\n\r\nok",
    ],
)
def test_a_carriage_return_alone_ends_a_line_in_chromium(head: bytes) -> None:
    read = {name: http_head.read(head, browser.head) for name, browser in BROWSERS.items()}
    allows = {
        name: isinstance(r, HttpResponse) and r.get("access-control-allow-origin") == "*" for name, r in read.items()
    }
    assert allows == {"chromium": True, "firefox": False, "webkit": False}


def test_line_ends_alone_are_no_status_line() -> None:
    assert http_head.read(b"\r\n\r\n", BROWSERS["chromium"].head) == http_head.NO_STATUS_LINE
    assert http_head.read(b"\r\n\r\n", BROWSERS["firefox"].head) == NOTHING
    assert [http_head.read(b"", browser.head) for browser in BROWSERS.values()] == [http_head.EMPTY] * 3


@pytest.mark.parametrize(
    ("fields", "in_firefox"),
    [
        (b"X\0Y: 1\r\nA: b", (("A", "b"),)),
        (b"X: a\0b\r\nA: b", None),
        (b"X: a\r\n b\0: c", None),
    ],
)
def test_a_nul_in_a_name_costs_firefox_that_line_only(fields: bytes, in_firefox: tuple[tuple[str, str]] | None) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n\r\n"
    read = http_head.read(head, BROWSERS["firefox"].head)
    assert (read.headers if isinstance(read, HttpResponse) else None) == in_firefox
    assert isinstance(http_head.read(head, BROWSERS["chromium"].head), Failure)
    assert isinstance(http_head.read(b"HTTP/1.1 200 O\0K: x\r\n\r\n", BROWSERS["firefox"].head), Failure)


@pytest.mark.parametrize("browser", BROWSERS.values(), ids=BROWSERS)
@pytest.mark.parametrize(
    ("before", "repeated"),
    [
        ("HTTP/1.1 200 OK\r\n", "a:b\r\n"),
        ("HTTP/1.1 200 OK\r\nA:\r\n", " b\r\n"),
        ("HTTP/1.1 200 OK\r\nA: b\r\n", " \r\n"),
        ("HTTP/1.1 200 OK\r\n", "\r"),
        ("HTTP/1.1 200 OK\r\n", "a"),
        ("HTTP/1.1 200 OK\r\n", "a:"),
        ("HTTP/1.1 200 OK\r\nA", " \t"),
        ("", "HTTP/1.1 100\r\n\r\n"),
        ("", "\r\n"),
        ("HTTP/1.1 ", "1"),
        ("HTTP/1.1", " "),
        ("HTTP/", "1."),
    ],
)
@pytest.mark.parametrize("after", ["", "\r\n\r\n", "\0\n\n"])
def test_a_hostile_head_costs_no_more_than_its_length(browser: Browser, before: str, repeated: str, after: str) -> None:
    def head(length: int) -> bytes:
        return (before + repeated * (length // len(repeated)) + after).encode()

    assert_linear(head, lambda made: http_head.read(made, browser.head), 32 * 1024)


@pytest.mark.parametrize("browser", BROWSERS.values(), ids=BROWSERS)
@pytest.mark.parametrize("digits", ["0" * 5000 + "200", "9" * 5000, "1" * 11, "4294967496"])
def test_a_status_of_any_length_is_read(browser: Browser, digits: str) -> None:
    read = http_head.read(f"HTTP/1.1 {digits}\r\n\r\n".encode(), browser.head)
    # Chromium reads any number, up to the greatest that it can hold; the others take at most three digits.
    expected = min(int(digits.lstrip("0")[:20]), 2**31 - 1)
    assert read == HttpResponse(expected, (), "") if browser.name == "chromium" else isinstance(read, Failure)
