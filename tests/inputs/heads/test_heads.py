"""Heads and panels are read as a person reads them, however they were copied, and nothing else is taken for one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from checks.cors.model import Failure, HttpResponse
from checks.inputs.heads.raw_headers import parts
from tests.inputs.heads.corpus import fragments
from tests.inputs.heads.told import told

FRAGMENTS = fragments()
# Others' texts, in which marks and spaces mean something of their own.
HEADS = {name: text for name, (text, _) in FRAGMENTS.items() if "no head" not in name}


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.split("\n"))


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.split("\n"))


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _bulleted(text: str) -> str:
    return "".join(f"- {line}\n" if line.strip() else "\n" for line in text.split("\n"))


def _spaced_out(text: str) -> str:
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def _in_capitals(text: str) -> str:
    return re.sub(r"(?m)^([<>] )?([A-Za-z][A-Za-z-]*)(?=: ?\S)", lambda m: (m[1] or "") + m[2].upper(), text)


def _in_small_letters(text: str) -> str:
    return re.sub(r"(?m)^([<>] )?([A-Za-z][A-Za-z-]*)(?=: ?\S)", lambda m: (m[1] or "") + m[2].lower(), text)


def _after_prose(text: str) -> str:
    return f"Hello, this is what I see:\n\n{text}\n\nWhat is wrong with it?\n"


def read(text: str) -> str:
    """What is read of a text, without what is left."""
    return "\n".join(line for line in told(text).split("\n") if not line.startswith("left: "))


def test_the_corpus_is_large_and_says_what_it_expects() -> None:
    assert len(FRAGMENTS) >= 90
    assert [name for name, (_, expected) in FRAGMENTS.items() if not expected] == []


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_head_is_read_as_a_person_reads_it(name: str) -> None:
    text, expected = FRAGMENTS[name]
    assert told(text) == expected


@pytest.mark.parametrize(
    "dress", [_quoted, _indented, _crlf, _after_prose], ids=lambda dress: dress.__name__.strip("_")
)
@pytest.mark.parametrize("name", HEADS)
def test_how_a_head_was_copied_changes_nothing(name: str, dress: Callable[[str], str]) -> None:
    assert read(dress(HEADS[name])) == read(HEADS[name])


# What tools say with a colon, which is no field.
TOOLS_WORDS = re.compile(r"(?m)^(?:curl: |http: |Error: |--\d)")


@pytest.mark.parametrize("dress", [_in_capitals, _in_small_letters], ids=lambda dress: dress.__name__.strip("_"))
@pytest.mark.parametrize("name", [name for name, text in HEADS.items() if not TOOLS_WORDS.search(text)])
def test_the_case_of_names_changes_nothing(name: str, dress: Callable[[str], str]) -> None:
    assert read(dress(HEADS[name])).lower() == read(HEADS[name]).lower()


# Where a line's beginning says whose it is, a bullet in front of it hides that.
MARKED = re.compile(r"(?m)^(?:[<>*|] |[{}\[\]\"']|RawContent|Headers)")
# Bodies, and names above their values, that blank lines would tear apart.
WITH_BODY = re.compile(
    r"(?m)^[{<|]|StatusCode|^Key |^\t|^[A-Za-z:][\w-]*:?\n(?!\n)\S|Form Data|Request Payload|^Unauthorized"
)


@pytest.mark.parametrize("name", [name for name, text in HEADS.items() if not MARKED.search(text)])
def test_bullets_before_the_lines_change_nothing(name: str) -> None:
    assert read(_bulleted(HEADS[name])) == read(HEADS[name])


@pytest.mark.parametrize(
    "name", [name for name, text in HEADS.items() if not WITH_BODY.search(text) and text.count("\n") > 4]
)
def test_blank_lines_between_the_lines_change_nothing(name: str) -> None:
    assert read(_spaced_out(HEADS[name])) == read(HEADS[name])


def test_lines_of_others_are_left_to_them() -> None:
    text = "\n".join(f"{text}\n" for name, (text, _) in FRAGMENTS.items() if "no head" in name)
    assert parts(text) == []


def test_a_line_belongs_to_one_part_at_most() -> None:
    found = parts("\n\n".join(text for text in HEADS.values())[:100_000])
    numbers = [number for part in found for number in part.lines]
    assert len(found) > 50
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received", 10.001),
        ("curl: (28) Operation timed out after 5000 milliseconds with 0 out of 0 bytes received", 5.0),
        ("curl: (28) Operation timed out after 5000 milliseconds with 17 bytes received", None),
        ("curl: (28) Connection timed out after 5001 milliseconds", None),
        ("curl: (28) Failed to connect to api.example.com port 443 after 130000 ms: Connection timed out", None),
        ("curl: (28) SSL connection timeout", None),
        (
            "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.example.com', port=443): "
            "Read timed out. (read timeout=2.5)",
            2.5,
        ),
    ],
)
def test_a_server_that_took_the_request_is_told_from_one_that_could_not_be_reached(
    line: str, seconds: float | None
) -> None:
    failures = [answer.answer for part in parts(line) for answer in part.found.answers]
    assert [(each.code, each.silent_s) for each in failures if isinstance(each, Failure)] == [("timeout", seconds)]


def test_names_and_values_of_http_2_may_stand_on_lines_of_their_own() -> None:
    (part,) = parts(
        "HTTP/2 200\naccess-control-allow-origin\nhttps://app.example.com\ncontent-type\ntext/html\nThe end\n"
    )
    (answer,) = part.found.answers
    assert isinstance(answer.answer, HttpResponse)
    assert answer.answer.headers == (
        ("access-control-allow-origin", "https://app.example.com"),
        ("content-type", "text/html"),
    )
    assert part.lines == (0, 1, 2, 3, 4)


def test_the_parts_of_firefoxs_url_are_put_together() -> None:
    rows = "GET\nScheme\n\thttps\nHost\n\tapi.example.com\nFilename\n\t/items\nq\n\ta b&c\npage\n\t2\nStatus\n200\nOK\n"
    (part,) = parts(rows)
    assert part.found.request.url == "https://api.example.com/items?q=a%20b%26c&page=2"


@pytest.mark.parametrize("headers", ["", "Headers           : {[Access-Control-Allow-Origin, *]}\n"])
def test_what_powershell_prints_of_an_answer_may_lack_its_headers(headers: str) -> None:
    (part,) = parts(f"StatusCode        : 200\nStatusDescription : OK\nContent           : {{}}\n{headers}")
    (answer,) = part.found.answers
    assert isinstance(answer.answer, HttpResponse)
    assert answer.answer.status == 200
    assert answer.answer.headers == ((("Access-Control-Allow-Origin", "*"),) if headers else ())
