"""GitHub's annotations: read as the runner reads them, each result is one command, and foreign text starts none."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given

from checks.terminal.formats import Found, render
from checks.terminal.formats.github import render as github
from checks.terminal.results import Result
from checks.wording.visible import visible
from tests.terminal.formats.results import APP, EVIL, FOREIGN, URL, against_file, asked, every_state, hostile_result


def unescaped(text: str, codes: str) -> str:
    return re.sub(f"%({codes})", lambda found: chr(int(found[1], 16)), text)


def commands(told: str) -> list[tuple[str, dict[str, str], str]]:
    """Each command's name, properties and message, by the rules that GitHub documents. Every line must be one."""
    found = []
    for line in told.splitlines():
        command = re.fullmatch(r"::(\w+)(?: ([^:]*))?::(.*)", line)
        assert command, line
        name, properties, message = command.groups()
        pairs = [pair.split("=", 1) for pair in properties.split(",")]
        decoded = {key: unescaped(value, "25|0D|0A|3A|2C") for key, value in pairs}
        found.append((name, decoded, unescaped(message, "25|0D|0A")))
    return found


def told_of(*results: Result) -> list[tuple[str, dict[str, str], str]]:
    return commands(render("github", Found(results)))


def test_each_result_is_one_annotation_with_the_console_lines() -> None:
    allowed, blocked, unsent = told_of(*every_state())
    asked_for = f"GET {URL} from {APP}"
    assert allowed == ("notice", {"title": f"CORS {URL}"}, f"{asked_for}: Every browser allows it.")
    name, properties, message = blocked
    first, *console = message.split("\n")
    assert (name, properties) == ("error", {"title": f"CORS {URL}"})
    assert first == f"{asked_for}: Blocked in chromium, firefox, webkit: allow-origin-missing."
    assert console[0].startswith(f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy")
    assert len(console) > 3
    assert unsent[2] == f"{asked_for}: The name api.example.com does not exist."


def test_a_policy_files_annotations_point_at_its_endpoints(tmp_path: Path) -> None:
    results = against_file(lines=(5, 12), allow_evil=True)
    file = tmp_path / "api, old" / "cors-policy.toml"
    told = github(Found(results, file=str(file)), {"GITHUB_WORKSPACE": str(tmp_path)})
    assert told.startswith(
        "::notice file=api%2C old/cors-policy.toml,line=5,title=CORS https%3A//api.example.com/items::"
    )
    assert [(name, properties["file"], properties["line"]) for name, properties, _ in commands(told)] == [
        ("notice", "api, old/cors-policy.toml", "5"),
        ("error", "api, old/cors-policy.toml", "12"),
    ]


def test_a_file_that_is_not_in_the_workspace_keeps_its_name(tmp_path: Path) -> None:
    (command,) = commands(github(Found([asked()], file="/etc/x.har"), {"GITHUB_WORKSPACE": str(tmp_path)}))
    assert command[1] == {"file": "/etc/x.har", "title": f"CORS {URL}"}


def test_who_is_denied_as_wanted_is_not_said_to_be_allowed() -> None:
    allowed, denied = told_of(*against_file())
    assert allowed[2] == f"GET {URL} from {APP}: It is allowed, as wanted."
    assert denied[0] == "notice"
    assert denied[2] == f"GET {URL} from {EVIL}: It is denied, as wanted."


@given(text=FOREIGN)
def test_foreign_text_starts_no_command_and_ends_no_line(text: str) -> None:
    result = hostile_result(text)
    for found in ([result], [result, *every_state()]):
        first, *others = told_of(*found)
        assert len(others) == len(found) - 1
        assert first[0] == "error"
        assert first[1] == {"title": visible(f"CORS {result.request.url}")}
        assert first[2].startswith(visible(f"{text} {result.request.url} from {text}: "))


def test_a_console_line_that_looks_like_a_command_stays_in_its_message() -> None:
    for text in ("\n::error::owned", "\r\n::stop-commands::x", "%0A::warning::x", "\u2028::add-mask::e"):
        (command,) = told_of(hostile_result(text))
        assert command[0] == "error"
        assert re.findall(r"::[\w-]+::\w+", command[2])
