"""What stands around, between and behind a console line changes nothing of what is understood of it."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.inputs.console import line as console_line
from checks.inputs.understood import Note, Understood

_AT = (
    "Access to fetch at 'https://api.example.com/items?id=7' from origin 'https://app.example.com' has been blocked by "
)
_NO_HEADER = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
_FIREFOX = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
LINES = (
    _AT + "CORS policy: " + _NO_HEADER,
    _AT + "CORS policy: Response to preflight request doesn't pass access control check: " + _NO_HEADER,
    _AT + "CORS policy: The 'Access-Control-Allow-Origin' header has a value 'https://app.example.com/' that is not "
    "equal to the supplied origin. Have the server send the header with a valid value.",
    _AT + "CORS policy: Request header field x-api-key is not allowed by Access-Control-Allow-Headers in preflight "
    "response.",
    _AT + "CORS policy: Method patch is not allowed by Access-Control-Allow-Methods in preflight response.",
    _FIREFOX
    + "https://api.example.com/items. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: "
    "401.",
    _FIREFOX + "https://api.example.com/items. (Reason: CORS request did not succeed). Status code: (null).",
    "Origin https://app.example.com is not allowed by Access-Control-Allow-Origin. Status code: 200",
    "Fetch API cannot load https://api.example.com/items due to access control checks.",
    "Mixed Content: The page at 'https://app.example.com/' was loaded over HTTPS, but requested an insecure "
    "XMLHttpRequest endpoint 'http://api.example.com/items'. This request has been blocked; the content must be served "
    "over HTTPS.",
    "Failed to load https://api.example.com/items: Response to preflight request doesn't pass access control check: "
    "It does not have HTTP ok status. The response had HTTP status code 405.",
)
IN_FRONT = (
    "app.js:1 ", "(index):1 ", "main.6c920db9.js:2 ", "[Error] ", "12:30:11.123 ", "2024-05-01T10:00:00Z ", "VM12:3 ",
    "- ", "1. ", "(login:15) ", "Line 0 - Msg: ", "I/chromium( 123): ", 'E/GeckoConsole( 2237): [JavaScript Warning: "',
    "❌ ", "/#/dashboard:1 ", "Uncaught (in promise) ", "a3b8f675d0611ab9efbdc8ca80138a8f:1",
)  # fmt: skip
BEHIND = (
    "Understand this error", " Understand this warning", " [Learn More]", " app.js:12:3", " 2",
    "\n    at main.js:148:12", "\n(anonymous) @ VM44:1", '" {file: "https://app.example.com/" line: 0}]', " (index):1",
)  # fmt: skip


def meant(text: str) -> list[tuple[Any, ...]]:
    """What is understood of a text, without the words themselves."""
    found = [part.found for part in console_line.parts(text)]
    return [(f.request, f.rules, f.kind, [cause.why for cause in f.causes], _without_place(f)) for f in found]


def _without_place(found: Understood) -> list[Note]:
    """What is told, but for the place of the call, which is a fact of what stands around."""
    return [note for note in found.notes if not note.text.startswith("The console shows line")]


def test_the_place_of_the_call_is_kept_as_a_fact() -> None:
    for text in (f"xhr.js:195 {LINES[0]}", f"{LINES[0]}\n    at get (https://app.example.com/static/xhr.js:195:12)"):
        notes = [note.text for part in console_line.parts(text) for note in part.found.notes]
        assert "The console shows line 195 of xhr.js as the place of the call." in notes


def test_a_call_of_an_extension_is_told_as_one() -> None:
    text = f"{LINES[0]}\n    at chrome-extension://abc/contentScript.js:3:1"
    (part,) = console_line.parts(text)
    told = next(cause for cause in part.found.causes if cause.rule == "extension-page")
    assert "background" in told.why


@settings(max_examples=120, deadline=None)
@given(line=st.sampled_from(LINES), width=st.integers(20, 160), words=st.booleans())
def test_wrapping_at_any_width_changes_nothing(line: str, width: int, words: bool) -> None:
    if words:
        wrapped = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
    else:
        wrapped = [line[at : at + width] for at in range(0, len(line), width)]
    assert meant("\n".join(wrapped)) == meant(line)
    assert meant("\n".join("> " + part for part in wrapped)) == meant(line)


@settings(max_examples=120, deadline=None)
@given(line=st.sampled_from(LINES), front=st.sampled_from(IN_FRONT), behind=st.sampled_from(BEHIND))
def test_what_stands_before_and_behind_changes_nothing(line: str, front: str, behind: str) -> None:
    assert meant(front + line + behind) == meant(line)
    assert meant("> " + front + line) == meant(line)


@pytest.mark.parametrize("line", LINES)
def test_quoting_changes_nothing(line: str) -> None:
    curly = line.replace("'", "’").replace(" ’", " ‘")
    for changed in (
        curly,
        line.replace("'", "`"),
        f"**{line}**",
        f"`{line}`",
        line.replace("'", "&#39;"),
        f"```\n{line}\n```",
    ):
        assert meant(changed) == meant(line)


@pytest.mark.parametrize("line", LINES)
def test_links_of_markdown_change_nothing(line: str) -> None:
    linked = line.replace("https://app.example.com'", "[https://app.example.com](https://app.example.com)'")
    linked = linked.replace(
        "https://api.example.com/items", "[https://api.example.com/items](https://api.example.com/items)", 1
    )
    if "?id=7" not in line:
        assert meant(linked) == meant(line)


def test_the_target_of_a_link_is_the_url_where_its_words_are_none() -> None:
    found = meant(
        LINES[0].replace("https://api.example.com/items?id=7", "[our api](https://api.example.com/items?id=7)")
    )
    assert found == meant(LINES[0])


def test_two_wrapped_messages_stay_two() -> None:
    text = "\n\n".join(
        "\n".join(textwrap.wrap(line, 60)) for line in (LINES[0], LINES[0].replace("/items?id=7", "/users"))
    )
    found = list(console_line.parts(text))
    assert [part.found.request.url for part in found] == [
        "https://api.example.com/items?id=7",
        "https://api.example.com/users",
    ]
    assert not set(found[0].lines) & set(found[1].lines)


def test_lines_that_are_no_console_line_are_left_alone() -> None:
    text = f"I have a question.\n\n{LINES[0]}\n    at main.js:1:2\n\ncurl https://api.example.com/items\nHTTP/2 200"
    assert [part.lines for part in console_line.parts(text)] == [(2, 3)]
