"""Where the head of an answer ends, in whatever pieces it comes."""

from __future__ import annotations

import pytest

from checks.cors.model import Failure
from checks.probing.head_scanner import HeadScanner, Limits
from checks.probing.network_error import NetworkError

OK = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"

# What comes, the head, and what is left over.
COMPLETE = [
    (OK, OK, b""),
    (OK + b"body\n\n", OK, b"body\n\n"),
    (b"HTTP/1.1 200 OK\nA: b\n\nbody", b"HTTP/1.1 200 OK\nA: b\n\n", b"body"),
    (b"HTTP/1.1 200 OK\r\nA: b\n\r\nbody", b"HTTP/1.1 200 OK\r\nA: b\n\r\n", b"body"),
    (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b""),
    (b"HTTP/1.1 200\n\n", b"HTTP/1.1 200\n\n", b""),
    (b"\r\n" + OK, b"\r\n" + OK, b""),
    (b"\r\n\r\n" + OK, b"\r\n\r\n" + OK, b""),
    (b"http/1.1 200 OK\r\n\r\nx", b"http/1.1 200 OK\r\n\r\n", b"x"),
    (b"HTTP/1.1 200 OK\r\nno colon\r\n : x\r\nA : b\r\nX(A): \x00\xff\r\n\r\n", None, b""),
    (b"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", None, b""),
    (b"HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n", None, b""),
    (b"HTTP/1.1 2000 OK\r\n\r\n", None, b""),
    (b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x00", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b"\x81\x00"),
    (b"HTTP/1.1 1000 Odd\r\n\r\n", None, b""),
    (EARLY + OK + b"x", OK, b"x"),
    (b"HTTP/1.1 100\n\n" + EARLY + OK, OK, b""),
    (EARLY * 10 + OK, OK, b""),
    (b"ICY 200 OK\r\nA: b\r\n\r\nx", b"ICY 200 OK\r\nA: b\r\n\r\n", b"x"),
    (b"<!doctype html><p>no head\n\n", b"<!doctype html><p>no head\n\n", b""),
    (b"SSH-2.0-OpenSSH_9.9\r\n", b"SSH-2.0-OpenSSH_9.9\r\n", b""),
    (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 256 + b"\r\n", None, b""),
]


@pytest.mark.parametrize(("came", "head", "rest"), COMPLETE)
def test_the_head_ends_at_the_blank_line_and_keeps_every_byte(came: bytes, head: bytes | None, rest: bytes) -> None:
    scanner = HeadScanner(Limits())
    assert scanner.feed(came)
    assert (scanner.head, scanner.rest) == (came if head is None else head, rest)


@pytest.mark.parametrize(("came", "head", "rest"), [case for case in COMPLETE if b"HTTP/" in case[0].upper()])
def test_the_same_head_is_found_byte_by_byte(came: bytes, head: bytes | None, rest: bytes) -> None:
    scanner = HeadScanner(Limits())
    fed = next(count for count in range(1, len(came) + 1) if scanner.feed(came[count - 1 : count]))
    assert (scanner.head, came[fed:]) == (came if head is None else head, rest)


@pytest.mark.parametrize(
    ("came", "given"),
    [
        (b"", b""),
        (b"HTT", b"HTT"),
        (b"hello", b"hello"),
        (b"HTTP/1.1 200 OK\r\nA: b\r\nAccess-Con", b"HTTP/1.1 200 OK\r\nA: b\r\nAccess-Con"),
        (EARLY, b""),
        (EARLY + b"HTTP/1.1 204 No", b"HTTP/1.1 204 No"),
    ],
)
def test_an_early_end_gives_what_came(came: bytes, given: bytes) -> None:
    scanner = HeadScanner(Limits())
    assert not scanner.feed(came)
    assert scanner.end() == given


@pytest.mark.parametrize("size", [1, 1000, 1 << 20])
@pytest.mark.parametrize(
    ("came", "code"),
    [
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 257 + b"\r\n", "response_too_large"),
        (b"HTTP/1.1 200 OK\r\n" + b"\r" * 70_000, "response_too_large"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n", "response_too_large"),
        (EARLY + b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000, "response_too_large"),
        (EARLY * 11, "bad_response"),
        (b"HTTP/1.1 100\n\n" * 5000, "bad_response"),
    ],
)
def test_a_head_beyond_the_bounds_is_a_failure(came: bytes, code: str, size: int) -> None:
    scanner = HeadScanner(Limits())
    with pytest.raises(NetworkError) as stopped:
        any(scanner.feed(came[start : start + size]) for start in range(0, len(came), size))
    assert isinstance(stopped.value.failure, Failure)
    assert stopped.value.failure.code == code
