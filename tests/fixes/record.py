"""Writes the versions of the last proofs beside the fixes: `python -m tests.fixes.record`, after `make prove`."""

from __future__ import annotations

import json

from checks.fixes import STACKS
from checks.fixes.rendering import PROVEN
from tests.fixes import needs
from tests.fixes.proofs import PROOFS


def main() -> None:
    proven: dict[str, list[str]] = {}
    for proof in PROOFS.values():
        record = needs.CACHE / "proven" / f"{proof.id}.json"
        if record.exists():
            versions = json.loads(record.read_text())["versions"]
            known = proven.setdefault(proof.stack, [])
            known.extend(version for version in versions if version not in known)
    ordered = {stack: proven[stack] for stack in STACKS if stack in proven}
    PROVEN.write_text(json.dumps(ordered, indent=2) + "\n")


if __name__ == "__main__":
    main()
