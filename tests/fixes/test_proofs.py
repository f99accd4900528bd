"""Each fix, run on its real server: broken before, right after, still right behind a login or over older headers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from checks.cors.document import facts
from checks.cors.model import Request
from checks.cors.policy import CorsPolicy, policy_for
from checks.fixes import STACKS, Situation, render, situation_of
from checks.fixes.rendering import can_express
from checks.fixes.situation import REPLACE
from tests.fixes import checker, contract, needs
from tests.fixes.policies import OLDER_HEADERS, POLICIES
from tests.fixes.proofs import PROOFS, Proof
from tests.fixes.servers import check_syntax, running

PROVEN = needs.CACHE / "proven"
PAGE = "http://localhost:5173"
STRANGER = "http://localhost:5174"
# The older headers allow credentials, and so does the policy of the report that is cured over them: not these two.
SITUATIONS = {"login": ["credentials"], "already": ["several", "public"]}


def cases(*, same_origin: bool = False, compiled: bool = False) -> list[ParameterSet]:
    """The proofs of a kind; those that a compiler prepares are in a file of their own, for another worker."""
    return [
        pytest.param(proof, id=proof.id, marks=[pytest.mark.prove] if proof.tier == "prove" else [])
        for proof in PROOFS.values()
        if STACKS[proof.stack].same_origin == same_origin and bool(proof.prepare) == compiled
    ]


@pytest.mark.parametrize("proof", cases())
def test_a_page_is_blocked_before_the_fix_and_reads_the_answers_after_it(proof: Proof, tmp_path: Path) -> None:
    prove(proof, tmp_path)


def prove(proof: Proof, tmp_path: Path) -> None:
    with needs.missing_is_loud(STACKS[proof.stack].title):
        proof.tools()
    _record(proof).unlink(missing_ok=True)
    _expect_the_report_to_be_cured_by_its_own_fix(proof, tmp_path)
    _expect_older_headers_to_give_way_or_to_be_reported(proof, tmp_path)
    for name, policy in POLICIES.items():
        if not can_express(STACKS[proof.stack], policy):
            continue
        with running(proof, tmp_path / name, render(proof.stack, policy).code) as port:
            _expect_no_failures(proof, name, contract.failures(port, policy, static=proof.static))
            check_syntax(proof, tmp_path / name, port)
    for situation in proof.situations:
        for name in SITUATIONS[situation]:
            login, already = situation == "login", situation == "already"
            known = OLDER_HEADERS if already else Situation()
            work, code = tmp_path / f"{situation}-{name}", render(proof.stack, POLICIES[name], known).code
            with running(proof, work, code, login=login, already=already) as port:
                failures = contract.failures(port, POLICIES[name], login=login)
                _expect_no_failures(proof, f"{situation}, {name}", failures)
    _record(proof).write_text(json.dumps(proof.proven_versions()))


@pytest.mark.parametrize("proof", cases(same_origin=True))
def test_the_page_s_own_origin_answers_for_a_foreign_server_once_the_proxy_is_there(
    proof: Proof, tmp_path: Path
) -> None:
    with needs.missing_is_loud(STACKS[proof.stack].title):
        proof.tools()
    _record(proof).unlink(missing_ok=True)
    with running(proof, tmp_path / "broken", None) as port:
        assert contract.ask(port, "GET", "/api/items").all("x-total-count") == []
    with running(proof, tmp_path / "proxy", render(proof.stack, POLICIES["credentials"]).code) as port:
        assert contract.same_origin_failures(port) == []
        check_syntax(proof, tmp_path / "proxy", port)
    _record(proof).write_text(json.dumps(proof.proven_versions()))


def _record(proof: Proof) -> Path:
    """Where `tests.fixes.record` finds the versions of a proof that held."""
    PROVEN.mkdir(parents=True, exist_ok=True)
    return PROVEN / f"{proof.id}.json"


def _expect_the_report_to_be_cured_by_its_own_fix(proof: Proof, tmp_path: Path) -> None:
    """Check, paste the fix of the report, check again, as a new user does."""
    with running(proof, tmp_path / "broken", None) as port:
        judgement = checker.judge(_put(port, PAGE))
        assert judgement.verdict == "blocked"
        assert "allow-origin-missing" in checker.troubles(judgement)
        policy = policy_for(judgement.request, judgement.exchanges)
        assert policy == CorsPolicy((PAGE,), ("PUT",), ("content-type",), credentials=True)
    with running(proof, tmp_path / "cured", render(proof.stack, policy).code) as port:
        judgement = checker.judge(_put(port, PAGE))
        assert (judgement.verdict, checker.troubles(judgement)) == ("allowed", [])
        judgement = checker.judge(checker.request_to(port, PAGE, credentials=True))
        assert (judgement.verdict, judgement.safety, checker.troubles(judgement)) == ("allowed", "safe", [])
        judgement = checker.judge(_put(port, STRANGER))
        assert judgement.verdict == "blocked"
        assert "allow-origin-missing" in checker.troubles(judgement)


def _expect_older_headers_to_give_way_or_to_be_reported(proof: Proof, tmp_path: Path) -> None:
    """The same where the application goes on sending wrong headers; a fix that cannot drop them says so."""
    if proof.static:
        return
    with running(proof, tmp_path / "older", None, already=True) as port:
        judgement = checker.judge(_put(port, PAGE))
        assert judgement.verdict == "blocked"
        situation = situation_of(facts(judgement))
        assert situation.sends_headers
    fix = render(proof.stack, CorsPolicy((PAGE,), ("PUT",), ("content-type",), credentials=True), situation)
    with running(proof, tmp_path / "older-cured", fix.code, already=True) as port:
        judgement = checker.judge(_put(port, PAGE))
    if "already" in proof.situations:
        assert (judgement.verdict, checker.troubles(judgement)) == ("allowed", [])
    else:
        assert judgement.verdict == "allowed" or checker.troubles(judgement)
        assert REPLACE in fix.notes


def _put(port: int, page: str) -> Request:
    return checker.request_to(port, page, "PUT", ("content-type",), credentials=True)


def _expect_no_failures(proof: Proof, situation: str, failures: list[str]) -> None:
    unexpected = [line for line in failures if line.split(":")[0] not in proof.gaps]
    assert unexpected == [], "\n".join([f"{proof.id}, {situation}", *unexpected])
