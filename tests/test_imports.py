"""Imports run one way: what breaks the order of the layers fails `make lint`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")
# A module, and an import in it that runs against the order.
PLANTED = {
    "the core imports what it serves": ("checks/cors/judge.py", "from checks.inputs import choices"),
    "inputs import a face": ("checks/inputs/box.py", "from checks.api import endpoint"),
    "words import a page": ("checks/wording/words.py", "from checks.pages import forms"),
    "a face imports another": ("checks/pages/about.py", "from checks.api import openapi"),
    "the app imports the project": ("checks/running/service.py", "from corschecker import settings"),
    "admission imports what it admits": ("checks/admission/visit.py", "from checks.running import checker"),
    "a second module imports httpx": ("checks/probing/guard.py", "import httpx"),
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [LINT, "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    for name in ("checks", "corschecker"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def test_the_order_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
    assert "Contracts: 3 kept, 0 broken." in result.stdout


@pytest.mark.parametrize("name", PLANTED)
def test_an_import_against_the_order_is_found(copy: Path, name: str) -> None:
    file, line = PLANTED[name]
    module = copy / file
    kept = module.read_text()
    module.write_text(f"{kept}\n{line}\n")
    try:
        result = lint(copy)
    finally:
        module.write_text(kept)
    assert result.returncode == 1
    assert file.removesuffix(".py").replace("/", ".") in result.stdout.replace("\n", " ")
