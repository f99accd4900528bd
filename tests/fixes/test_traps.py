"""Configurations that people fall for, on their real servers: the report of each names what is wrong, and nothing
else for a cause."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from checks.cors.judge import Judgement
from checks.cors.rules import RULES
from checks.cors.rules.causes import CAUSES
from checks.fixes import STACKS
from tests.cors.contradictions import contradictions
from tests.cors.refusing_servers import detail
from tests.fixes import checker, needs
from tests.fixes.proofs import PROOFS, Proof
from tests.fixes.servers import running

HERE = Path(__file__).parent
FOLDER = HERE / "traps"
# Every rule that says what in a server's set-up is to blame, and not only what a browser stumbles over.
TO_BLAME = {rule for rule, _, _ in CAUSES} | {"nginx-add-header-without-always"}


@dataclass(frozen=True)
class Check:
    """A request that a person would check, and what the report of it must say; see the head of `traps.toml`."""

    verdict: str
    safety: str
    names: str
    also: list[str] = field(default_factory=list)
    method: str = "GET"
    path: str = "/items"
    headers: list[str] = field(default_factory=list)
    credentials: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Trap:
    """A configuration on one of the proofs' servers."""

    id: str
    server: str
    file: str
    checks: list[Check]
    page: str = "http://localhost:5173"
    login: bool = False
    already: bool = False

    @property
    def proof(self) -> Proof:
        """The server with the trap where a fix would be pasted."""
        return replace(PROOFS[self.server], broken=str(FOLDER / self.file))


def load() -> list[Trap]:
    entries = tomllib.loads((HERE / "traps.toml").read_text())
    return [
        Trap(**{"id": name, **entry, "checks": [Check(**check) for check in entry["checks"]]})
        for name, entry in entries.items()
    ]


TRAPS = load()


@pytest.mark.prove
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.id)
def test_the_report_names_what_is_wrong_and_no_other_cause(trap: Trap, tmp_path: Path) -> None:
    proof = trap.proof
    with needs.missing_is_loud(f"The trap {trap.id} on {STACKS[proof.stack].title}"):
        proof.tools()
    with running(proof, tmp_path, None, login=trap.login, already=trap.already) as port:
        for check in trap.checks:
            asked = checker.request_to(
                port, trap.page, check.method, check.headers, path=check.path, credentials=check.credentials
            )
            judgement = checker.judge(asked)
            assert (judgement.verdict, judgement.safety) == (check.verdict, check.safety)
            assert told(judgement) == {check.names, *check.also}
            assert check.detail in detail(judgement, check.names)
            assert contradictions(judgement) == []
            assert len(judgement.exchanges) <= 24


def told(judgement: Judgement) -> set[str]:
    """What a report blames, and whatever else it says that is more than an info."""
    return {rule for rule in (f.rule for f in judgement.findings) if rule in TO_BLAME} | set(
        checker.troubles(judgement)
    )


def test_every_trap_that_is_kept_is_run() -> None:
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert files == {trap.file for trap in TRAPS}
    assert len(files) >= 31
    assert {check.names for trap in TRAPS for check in trap.checks} <= set(RULES)
