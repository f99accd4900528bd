"""The proofs of `test_proofs` for the servers that are compiled first, which take as long as all the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixes.proofs import Proof
from tests.fixes.test_proofs import cases, prove


@pytest.mark.parametrize("proof", cases(compiled=True))
def test_a_page_is_blocked_before_the_fix_and_reads_the_answers_after_it(proof: Proof, tmp_path: Path) -> None:
    prove(proof, tmp_path)
