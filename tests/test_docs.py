"""The documents say what the code does: settings, commands and files that the README names exist, and the other way."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    source = (ROOT / "corschecker/settings.py").read_text() + (ROOT / "corschecker/environment.py").read_text()
    read = {
        name
        for name in re.findall(r'"([A-Z][A-Z_]{3,})"', source)
        if re.search(rf'(?:environ\.\w+|text|flag|words|number|rates|networks|env\.\w+)\(\s*"{name}"', source)
    }
    assert table == read


def test_every_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:`|^ +)make ([a-z]+)\b", README, re.MULTILINE)) <= targets


def test_every_file_that_the_readme_names_exists() -> None:
    named = re.findall(r"`((?:checks|tests|templates|corschecker)/[\w/.]+)`", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert (ROOT / "docs/report.png").exists()
