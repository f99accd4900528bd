"""Writes the versions of the last proofs beside the fixes: `python -m tests.fixes.record`, which `make prove` does.

A stack of which some proof did not run here keeps the versions that it had.
"""

from __future__ import annotations

import json

from checks.fixes import STACKS
from checks.fixes.rendering import PROVEN
from tests.fixes import needs
from tests.fixes.proofs import PROOFS


def main() -> None:
    known: dict[str, list[str]] = json.loads(PROVEN.read_text())
    proven = {stack: versions for stack in STACKS if (versions := _versions(stack) or known.get(stack))}
    PROVEN.write_text(json.dumps(proven, indent=2) + "\n")


def _versions(stack: str) -> list[str]:
    """What ran in the proofs of a stack, each once; nothing unless all of them held."""
    records = [needs.CACHE / "proven" / f"{proof.id}.json" for proof in PROOFS.values() if proof.stack == stack]
    if not all(record.exists() for record in records):
        return []
    return list(dict.fromkeys(version for record in records for version in json.loads(record.read_text())))


if __name__ == "__main__":
    main()
