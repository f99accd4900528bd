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


def test_every_path_in_the_documents_exists() -> None:
    documents = [README, *(path.read_text() for path in sorted((ROOT / "docs").glob("*.md")))]
    named = {
        path for text in documents for path in re.findall(r"(?<![\w./-])((?:checks|tests|corschecker)/[\w/.]+)", text)
    }
    layout = README[README.index("corschecker/  ") :]
    rooms = set(re.findall(r"^    (\w+/)  ", layout[: layout.index("```")], re.MULTILINE))
    assert len(rooms) > 10
    assert [path for path in {*named, *(f"checks/{room}" for room in rooms)} if not (ROOT / path).exists()] == []


def test_every_room_of_the_app_is_in_the_layout_and_opens_with_a_sentence() -> None:
    packages = [path.parent for path in sorted(ROOT.glob("checks/*/__init__.py"))]
    layout = README[README.index("corschecker/  ") :].partition("```")[0]
    for_django = {"management", "migrations", "templatetags"}
    assert [path.name for path in packages if f" {path.name}/" not in layout and path.name not in for_django] == []
    rooms = [path for path in packages if path.name not in for_django]
    assert [path.name for path in rooms if "must not know" not in (path / "__init__.py").read_text()] == []
