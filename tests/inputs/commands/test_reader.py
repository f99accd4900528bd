"""Commands are found in whatever stands around them, take their own lines, and say what of them is not used."""

from __future__ import annotations

import shlex
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.inputs.commands import curl, curl_options, reader
from checks.inputs.understood import Part, Understood
from checks.refusal import Refusal

URL = "https://api.example.com/items"


def only(text: str) -> Understood:
    (part,) = reader.parts(text)
    return part.found


def lines(text: str) -> list[tuple[int, ...]]:
    return [part.lines for part in reader.parts(text)]


def sentences(found: Understood, kind: str = "left-out") -> list[str]:
    return [note.text for note in found.notes if note.kind == kind]


@pytest.mark.parametrize(
    "before",
    [
        *(
            "$ ",
            "% ",
            "# ",
            "> ",
            "❯ ",
            "me@host:~$ ",
            "me@host ~ % ",
            "[me@host dir]$ ",
            "root@box:/srv# ",
            "(venv) $ ",
        ),
        *("- ", "* ", "1. ", "Example: ", "sudo ", "time ", "A=1 B='2 3' ", "env A=1 ", "- run: ", "RUN ", "! "),
        *("x=$(", "echo a && ", "cd /srv; ", "`", "if [ -n x ]; then ", "docker exec api ", "kubectl exec -it p -- "),
    ],
)
def test_what_stands_before_a_command_is_no_part_of_it(before: str) -> None:
    after = {"x=$(": ")", "`": "` says nothing"}.get(before, "")
    found = only(f"{before}curl -X PUT {URL} -H 'X-A: 1'{after}\n")
    assert (found.request.method, found.request.url, found.request.headers) == ("PUT", URL, (("X-A", "1"),))


@pytest.mark.parametrize(
    "text",
    [
        "curl: (7) Failed to connect to localhost port 8080",
        "curl 8.9.1 (x86_64-pc-linux-gnu) libcurl/8.9.1",
        "curl works, the page does not",
        "I used curl for this",
        "http is not https",
        "https only",
        "wget is not installed",
        "xh is like http",
        "Invoke-RestMethods are many",
    ],
)
def test_words_about_a_program_are_no_command(text: str) -> None:
    assert list(reader.parts(text)) == []


def test_a_command_takes_its_own_lines_and_leaves_its_output_alone() -> None:
    text = (
        f"Try this:\n\n```sh\n# with a header\n$ curl -i {URL} \\\n  -H 'X-A: 1'\nHTTP/1.1 200 OK\nVary: Origin\n```\n"
    )
    assert lines(text) == [(2, 3, 4, 5)]
    assert lines(f"```\ncurl {URL}\n```\ndone\n") == [(0, 1, 2)]


def test_each_of_several_commands_has_its_own_lines() -> None:
    text = f"curl {URL}/1\n{{}}\ncurl {URL}/2 -d 'a\nb'\n[]\nhttp {URL}/3\n"
    assert [(part.lines, part.found.request.url[-1]) for part in reader.parts(text)] == [
        ((0,), "1"),
        ((2, 3), "2"),
        ((5,), "3"),
    ]


def test_lines_that_set_its_variables_belong_to_a_command() -> None:
    parts = list(reader.parts('A=https://api.example.com\nB=2\nC=3\ncurl $A/items -H "X-B: $B"\n'))
    assert [part.lines for part in parts] == [(0, 1, 3)]
    assert parts[0].found.request.headers == (("X-B", "2"),)


def test_a_command_within_another_is_read_too() -> None:
    parts = list(reader.parts(f'curl {URL} -H "Authorization: Bearer $(curl -s {URL}/token | jq -r ".t")"'))
    assert [part.found.request.url for part in parts] == [URL, f"{URL}/token"]
    assert parts[0].found.request.headers == (("Authorization", "Bearer xxxxx"),)


@pytest.mark.parametrize("written", ["$BASE_URL", "${BASE_URL}", "{{BASE_URL}}", "<BASE_URL>", "https://$BASE_URL"])
def test_a_host_that_is_a_variable_is_asked_for_by_its_name(written: str) -> None:
    found = only(f"curl -X PATCH {written}/v0/config -H 'X-A: 1'")
    assert (found.request.url, found.request.method, found.request.headers) == ("", "PATCH", (("X-A", "1"),))
    (asked,) = [note.text for note in found.notes if note.field == "url"]
    assert "BASE_URL" in asked
    assert asked.endswith("write the host in its place.")


def test_what_cannot_be_read_is_left_out_beside_what_can() -> None:
    (part,) = reader.parts(f"curl {URL}\ncurl -X PUT\n")
    assert [(each.text, "has no URL" in each.why) for each in part.found.left_out] == [("curl -X PUT", True)]
    assert part.lines == (0, 1)
    with pytest.raises(Refusal, match="has no URL"):
        list(reader.parts("curl -X PUT\n"))


def test_no_option_with_a_value_takes_the_url_and_no_switch_takes_a_word() -> None:
    with_value = curl_options._WITH_VALUE - {"url", "url-query", "variable", "config"}
    assert {name for name in with_value if not _reads_the_url([f"--{name}", "x", URL])} == set()
    assert {name for name in curl_options._SWITCHES - {"next"} if not _reads_the_url([f"--{name}", URL])} == set()
    for letter, name in curl_options._SHORT.items():
        assert name in curl_options._WITH_VALUE | curl_options._SWITCHES, letter
        words = [f"-{letter}", *(["x"] if name in with_value else []), URL]
        assert name in ("next", "config") or _reads_the_url(words), letter


def _reads_the_url(words: list[str]) -> bool:
    return curl.read(words)[0].request.url.partition("?")[0] == URL


@pytest.mark.parametrize(
    "option",
    ["-k", "--insecure", "--resolve a:443:127.0.0.1", "--connect-to a:b:c:d", "-x http://p", "-n", "--digest", "-K f"],
)
def test_an_option_that_is_not_used_is_named_with_its_reason(option: str) -> None:
    (said,) = sentences(only(f"curl {option} {URL}"))
    assert said.startswith("--")
    assert "left out:" in said


def test_an_option_that_curl_does_not_have_is_named() -> None:
    assert sentences(only(f"curl --frobnicate -? {URL}")) == [
        "--frobnicate is not a curl option we know; it is left out.",
        "-? is not a curl option we know; it is left out.",
    ]


@pytest.mark.parametrize("option", ["-s", "-S", "-v", "-i", "-L", "-f", "-o out", "--max-time 5", "--compressed", "-#"])
def test_an_option_that_says_nothing_of_the_request_needs_no_word(option: str) -> None:
    assert sentences(only(f"curl {option} {URL}")) == []


WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)


@settings(max_examples=200, deadline=None)
@example(value='^"a', body="b")
@example(value="%abc%", body='a^"')
@given(value=WORDS.map(str.strip).filter(lambda value: value and "<" not in value and "{{" not in value), body=WORDS)
def test_a_quoted_word_comes_back_as_it_was(value: str, body: str) -> None:
    words = ["curl", URL, "-H", f"X-A: {value}", "--data-raw", body]
    for text in (shlex.join(words), " \\\n  ".join(map(shlex.quote, words))):
        found = only(text)
        assert dict(found.request.headers)["X-A"] == value
        assert found.request.body == body


@settings(max_examples=150, deadline=None)
@given(st.text("curl -HX'\"`$(){}\\\n|;&<> a=:/.#@^%", max_size=60))
def test_no_text_breaks_the_reader_and_lines_stay_within_it(text: str) -> None:
    found: list[Part] = []
    with suppress(Refusal):
        found = list(reader.parts(f"curl {URL}\n{text}"))
    assert all(0 <= number <= text.count("\n") + 1 for part in found for number in part.lines)
