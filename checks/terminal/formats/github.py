"""Workflow commands of GitHub, which become annotations
(https://docs.github.com/actions/reference/workflow-commands-for-github-actions).

The runner takes any line that begins with `::` for a command, so each result is one line, which foreign text cannot
end.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from checks.terminal.formats import Found
from checks.terminal.results import Result, console, in_one_line
from checks.wording.visible import visible

_LEVELS = {"good": "notice", "bad": "error", "unanswered": "error"}


def render(found: Found, environment: Mapping[str, str] = os.environ) -> str:
    """A line for each result. It points at `found.file` and, for a policy file, at the endpoint's line in it."""
    file = _in_workspace(found.file, environment.get("GITHUB_WORKSPACE") or ".") if found.file else None
    return "".join(_command(result, file) for result in found.results)


def _command(result: Result, file: str | None) -> str:
    place = {"file": file, "line": result.wanted.line if file and result.wanted else None}
    properties = {**place, "title": f"CORS {result.request.url}"}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    lines = [f"{in_one_line(result.request)}: {result.why or _as_wanted(result)}"]
    if result.state != "good":
        lines += console(result)
    return f"::{_LEVELS[result.state]} {told}::{_data(chr(10).join(map(visible, lines)))}\n"


def _as_wanted(result: Result) -> str:
    if result.wanted is None:
        return "Every browser allows it."
    return "It is allowed, as wanted." if result.wanted.allowed else "It is denied, as wanted."


def _in_workspace(name: str, workspace: str) -> str:
    """The path as GitHub finds it in the repository, wherever in it the command was run."""
    root, file = Path(workspace).resolve(), Path(name).resolve()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else name


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(visible(value)).replace(":", "%3A").replace(",", "%2C")
