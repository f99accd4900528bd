"""Writes the expected output of every fix: `python -m tests.fixes.expected`. Read the difference before committing."""

from __future__ import annotations

import shutil
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


def outputs() -> dict[Path, str]:
    """Every fix for every policy, by the path of its expected output below `expected/`."""
    from checks.fixes import STACKS, render
    from checks.fixes.rendering import can_express
    from tests.fixes.policies import POLICIES

    return {
        Path(stack.id) / f"{policy}{_suffix(stack.filename)}": render(stack.id, POLICIES[policy]).code
        for stack in STACKS.values()
        for policy in POLICIES
        if can_express(stack, POLICIES[policy])
    }


def _suffix(filename: str) -> str:
    """`.js`; a file that is all name keeps it: `.htaccess`, `-Caddyfile`."""
    path = Path(filename)
    return path.suffix or (filename if filename.startswith(".") else f"-{filename}")


def write() -> None:
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, code in outputs().items():
        target = EXPECTED / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(code)


if __name__ == "__main__":
    write()
