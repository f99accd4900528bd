"""The formats together: each serves both modes of the command, by both of its options, with the same exit status."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checks.terminal.check import main
from checks.terminal.formats import DEFAULT, FORMATS, Found, render
from tests.terminal.formats.results import APP, EVIL, against_file, every_state

ROOT = Path(__file__).parents[3]
HAR = """{"log": {"entries": [{
    "request": {"method": "GET", "url": "https://api.example.com/items",
                "headers": [{"name": "Origin", "value": "https://app.example.com"}]},
    "response": {"status": 200, "headers": [{"name": "Access-Control-Allow-Origin", "value": "%s"}]}}]}}"""
# Chromium refuses its port, so nothing is sent.
POLICY = """
[[endpoint]]
url = "http://127.0.0.1:9/"
denied = ["https://evil.example"]
"""


def run(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(words, out=out), out.getvalue()


def options(name: str) -> list[list[str]]:
    """The ways to ask for a format."""
    return [["--format", name], [f"--{name}"] if name != DEFAULT else []]


def test_every_module_of_the_package_is_in_the_table_and_has_a_test() -> None:
    folder = ROOT / "checks" / "terminal" / "formats"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(FORMATS)
    assert [name for name in FORMATS if not (Path(__file__).parent / f"test_{name}.py").exists()] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_check_takes_it_by_either_option_with_the_same_exit_status(name: str, tmp_path: Path) -> None:
    file = tmp_path / "recording.har"
    for allowed, status in ((APP, 0), (EVIL, 1)):
        file.write_text(HAR % allowed)
        told = [run("--har", str(file), *words) for words in options(name)]
        assert told[0] == told[1]
        assert told[0][0] == status
        assert "https://api.example.com/items" in told[0][1].replace("%3A", ":")
        assert told[0][1].endswith("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_a_policy_file_takes_it_by_either_option_with_the_same_exit_status(name: str, tmp_path: Path) -> None:
    file = tmp_path / "cors-policy.toml"
    file.write_text(POLICY)
    told = [run("--policy", str(file), *words) for words in options(name)]
    assert told[0] == told[1]
    assert told[0][0] == 2
    assert "port-blocked" in told[0][1]


def test_one_format_is_asked_for_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--json", "--format", "text"], ["--format", "junit", "--markdown"], ["--junit", "--github"]):
        assert run(*words)[0] == 2
        assert "not allowed with argument" in capsys.readouterr().err
    assert run("--format", "yaml")[0] == 2
    assert f"choose from {', '.join(FORMATS)}" in capsys.readouterr().err.replace("'", "")


def test_help_lists_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help")[0] == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(what in told for what in FORMATS.values())


def test_the_documentation_lists_every_format_and_nothing_else() -> None:
    document = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    table = document[document.index("| `--format` |") :].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_all_ends_in_a_line_break(name: str) -> None:
    for results in (every_state(), against_file(), against_file(allow_evil=True)):
        told = render(name, Found(results))
        assert told.endswith("\n")
        assert not told.endswith("\n\n")


@pytest.mark.parametrize("name", FORMATS)
def test_no_other_format_is_loaded(name: str) -> None:
    code = (
        "import sys; from checks.terminal.check import main;"
        f"main(['http://127.0.0.1:9/', '--origin', 'http://localhost:3000', '--no-probes', '--format', '{name}']);"
        "print([n for n in sys.modules if n.startswith('checks.terminal.formats.')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == f"['checks.terminal.formats.{name}']\n"
