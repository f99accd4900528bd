"""Writes the expected output of every fix: `python -m tests.fixes.expected`. Read the difference before committing."""

from __future__ import annotations

import shutil
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


def outputs() -> dict[Path, str]:
    """Every fix for every policy, by the path of its expected output below `expected/`.

    Where it also differs over older headers, that is a file of its own.
    """
    from checks.fixes import STACKS, Situation, render
    from checks.fixes.rendering import can_express
    from tests.fixes.policies import OLDER_HEADERS, POLICIES

    found: dict[Path, str] = {}
    for stack in STACKS.values():
        folder, suffix = Path(stack.id), _suffix(stack.filename)
        for name, policy in POLICIES.items():
            if can_express(stack, policy):
                usual, older = (render(stack.id, policy, situation).code for situation in (Situation(), OLDER_HEADERS))
                found[folder / f"{name}{suffix}"] = usual
                if older != usual:
                    found[folder / f"{name}-over-older{suffix}"] = older
    return found


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
