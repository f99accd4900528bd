"""Whatever is typed and whatever comes, the judgement and the scanner keep their promises."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

from hypothesis import given
from hypothesis import strategies as st

from checks.probing.head_scanner import HeadScanner, Limits
from checks.probing.network_error import NetworkError
from checks.probing.target import WEB_PORTS, Target, UrlPolicy, judge
from checks.refusal import Refusal

WORDS = """http https : / // \\ @ # ? % [ ] . 127.0.0.1 0x7f ::1 localhost example.com xn-- 80 8080 user - _ *
ｅ 。 é ß \u202e \x00 \x7f"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\t", "\n"])
URLS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=8).map(lambda pieces: "https://" + "".join(pieces)),
    st.lists(PIECES, max_size=8).map(lambda pieces: "https://example.com/" + "".join(pieces)),
)


def judged(text: str) -> Target | Refusal:
    try:
        return judge(text, UrlPolicy())
    except Refusal as refused:
        return refused


@given(URLS)
def test_a_url_is_refused_with_a_sentence_or_becomes_a_plain_target(text: str) -> None:
    target = judged(text)
    if isinstance(target, Refusal):
        assert target.code in {"invalid_url", "blocked_host", "blocked_port"}
        assert target.detail.isprintable()
        return
    assert target.url == f"{target.scheme}://{target.authority}{target.path_and_query}"
    assert re.fullmatch(r"https?://[a-z0-9._:\[\]-]+/[!-~]*", target.url)
    assert not set(target.url) & set("@#\\ ") - set(target.path_and_query)
    assert target.port in WEB_PORTS
    assert "." in target.name or target.address is not None
    assert not isinstance(target.address, IPv4Address) or str(target.address) in text
    assert judge(target.url, UrlPolicy()) == target


LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 103 Early",
        b"http/1.0 404",
        b"A: b",
        b" folded",
        b"no colon",
        b"",
        b"\r",
        b"\0",
        b"x",
    ]
)
ENDS = st.sampled_from([b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\n\n"])
STREAMS = st.lists(st.tuples(LINES, ENDS).map(b"".join), max_size=20).map(b"".join)


def scanned(pieces: list[bytes]) -> tuple[str, bytes]:
    scanner = HeadScanner(Limits(interims=3, fields=12, head_bytes=200))
    try:
        for piece in pieces:
            if scanner.feed(piece):
                break
    except NetworkError as stopped:
        return stopped.failure.code, b""
    return "answer", scanner.end()


@given(STREAMS)
def test_a_head_does_not_depend_on_the_pieces_that_it_comes_in(stream: bytes) -> None:
    whole = scanned([stream])
    single = scanned([stream[index : index + 1] for index in range(len(stream))])
    assert single[0] == whole[0]
    # Of an answer without a status line, a prefix is taken: as much as has come.
    assert whole[1].startswith(single[1])
    assert len(whole[1]) <= 200
    assert whole[1] in stream
