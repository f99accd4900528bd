"""What docs/operations.md tells an operator to type exists, and can be typed."""

from __future__ import annotations

import re
import subprocess
import textwrap

import pytest

from tests.deploy.documented import DEPLOY, ROOT, UNITS, names_of_settings, variables

PAGE = (ROOT / "docs/operations.md").read_text()
BLOCKS = [textwrap.dedent(found[0]) for found in re.findall(r"(?<=\n\n)((    .*\n)+)", PAGE)]
SHELL = [block for block in BLOCKS if not block.startswith("target ")]
# Words in capitals that are no setting of the site's.
OTHERS = {
    "ERROR",
    "SIGTERM",
    "SIGINT",
    "SIGQUIT",
    "SIGHUP",
    "DATE-TIME",
    "NAME",
    "NAME_FILE",
    "RELEASE",
    "PORT",
    "HOST",
    "POST",
    "WAL",
}


def test_every_command_that_can_be_pasted_is_one_that_a_shell_reads() -> None:
    assert len(SHELL) > 15
    for block in SHELL:
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, timeout=10)
        assert (done.returncode, done.stderr) == (0, ""), block


def test_every_file_that_the_page_installs_exists_and_every_file_is_installed() -> None:
    named = set(re.findall(r"docs/deploy/[\w./@-]*\w", PAGE))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    beside = {f"docs/deploy/{path.name}" for path in DEPLOY.iterdir()}
    assert beside <= named


def test_every_unit_that_the_page_names_exists_and_the_other_way() -> None:
    kinds = r"(?:corschecker-(?:web|purge)|egress-corschecker)(?:@\w*)?(?:\.(?:service|socket|timer))?"
    named = {_unit(word) for word in re.findall(kinds, PAGE)}
    there = {path.name for path in UNITS.iterdir() if path.is_file()}
    assert named <= there | {"egress-corschecker.service", "corschecker-purge.service"}
    assert {"corschecker-web@.service", "corschecker-web.socket", "corschecker-purge.timer"} <= named


def _unit(word: str) -> str:
    name, _, kind = word.partition(".")
    return f"{re.sub('@.*', '@', name)}.{kind or 'service'}"


@pytest.mark.parametrize("text", ["page", "example"])
def test_every_setting_that_an_operator_is_told_of_exists(text: str) -> None:
    named = set(variables()) if text == "example" else set(re.findall(r"`([A-Z][A-Z_-]+)(?:=[^`]*)?`", PAGE))
    assert named
    assert named - names_of_settings() - OTHERS == set()


def test_every_command_of_manage_py_exists() -> None:
    named = set(re.findall(r"(?:manage\.py|corschecker-manage) ([a-z_]+)", PAGE))
    own = {path.stem for path in (ROOT / "checks/management/commands").glob("[a-z]*.py")}
    assert "purge_reports" in named
    assert named <= own | {"check", "migrate", "collectstatic"}


def test_the_example_of_the_environment_means_the_same_to_systemd_and_to_a_shell() -> None:
    script = f"set -a; . {DEPLOY}/environment; env"
    done = subprocess.run(["env", "-i", "sh", "-euc", script], capture_output=True, text=True, timeout=10, check=True)
    read = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert {name: read[name] for name in variables()} == variables()
    assert not [value for value in variables().values() if set(value) & set(" \"'$\\`;&|")]


def test_every_setting_is_reached_from_the_page_through_the_table_of_the_readme() -> None:
    assert "The table in `README.md` has every setting." in PAGE
    assert "docs/operations.md" in (ROOT / "README.md").read_text()
