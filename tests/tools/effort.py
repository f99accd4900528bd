"""How much a test tries: all of it with `CI=true`, a part of it elsewhere, so that a developer need not wait."""

from __future__ import annotations

import os

IN_CI = bool(os.environ.get("CI"))


def tries(all_of_them: int, some: int) -> int:
    """Gives how many to try: `some` outside of CI."""
    return all_of_them if IN_CI else some
