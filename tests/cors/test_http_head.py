"""A head that keeps to the grammar is read once for all browsers: the short way must read what each would read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cors import http_head
from checks.cors.browsers import BROWSERS, Browser

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
