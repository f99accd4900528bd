"""Each fix, run on its real server: broken before, right after, still right behind a login."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checks.fixes import STACKS, render
from tests.fixes import contract, needs
from tests.fixes.policies import POLICIES
from tests.fixes.proofs import PROOFS, Proof
from tests.fixes.servers import check_syntax, running

PROVEN = needs.CACHE / "proven"
PAGE = POLICIES["credentials"].origins[0]


CASES = [
    pytest.param(proof, id=proof.id, marks=[pytest.mark.prove] if proof.tier == "prove" else [])
    for proof in PROOFS.values()
]


@contextmanager
def _missing_is_loud(proof: Proof) -> Iterator[None]:
    try:
        yield
    except needs.MissingError as error:
        needs.require(False, f"{STACKS[proof.stack].title} was not proven: {error}")


@pytest.mark.parametrize("proof", CASES)
def test_a_page_is_blocked_before_the_fix_and_reads_the_answers_after_it(proof: Proof, tmp_path: Path) -> None:
    with _missing_is_loud(proof):
        proof.tools()
    with running(proof, tmp_path / "broken", None) as port:
        reply = contract.ask(port, "GET", "/items", ("Origin", PAGE))
        assert (reply.status, reply.all("access-control-allow-origin")) == (200, [])
    for name, policy in POLICIES.items():
        with running(proof, tmp_path / name, render(proof.stack, policy).code) as port:
            _expect_no_failures(proof, name, contract.failures(port, policy))
            check_syntax(proof, tmp_path / name, port)
    policy = POLICIES["credentials"]
    code = render(proof.stack, policy).code
    for name in proof.situations:
        login, already = name == "login", name == "already"
        with running(proof, tmp_path / name, code, login=login, already=already) as port:
            _expect_no_failures(proof, name, contract.failures(port, policy, login=login))
    PROVEN.mkdir(parents=True, exist_ok=True)
    (PROVEN / f"{proof.id}.json").write_text(json.dumps({"stack": proof.stack, "versions": proof.proven_versions()}))


def _expect_no_failures(proof: Proof, situation: str, failures: list[str]) -> None:
    unexpected = [line for line in failures if line.split(":")[0] not in proof.gaps]
    assert unexpected == [], "\n".join([f"{proof.id}, {situation}", *unexpected])
