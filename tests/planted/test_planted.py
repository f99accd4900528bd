"""Every planted fault is found under its own rule, and a correct server is accused of nothing."""

from __future__ import annotations

import asyncio

import pytest

from checks.cors.judge import Judgement
from checks.cors.rules import RULES
from checks.probing.head_scanner import Limits
from tests.tools.effort import some_of, tries

from .attacks import ATTACKS
from .correct import CORRECT
from .faults import FAULTS
from .server import HOST, Authority, Planted, check, host_beside, prober, serving

PLANTED = [*ATTACKS, *FAULTS, *CORRECT]
CONFIGURATIONS = {planted.name: planted.configuration for planted in PLANTED}
# Each for a page of another site, and where there can be one, for a page of the same site.
CHECKS = [
    *((planted, HOST) for planted in PLANTED),
    *((planted, host) for planted in PLANTED if (host := host_beside(planted)) is not None),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("planted"))


def grave(judgement: Judgement) -> set[str]:
    graded = {(finding.rule, finding.severity or RULES[finding.rule].severity) for finding in judgement.findings}
    return {rule for rule, severity in graded if severity in ("error", "security")}


def test_the_planted_configurations_are_many_and_named_once() -> None:
    assert len(CONFIGURATIONS) == len(PLANTED)
    assert len(PLANTED) >= 60
    assert len(CORRECT) >= 12
    assert sum(host != HOST for _, host in CHECKS) >= 250


@pytest.mark.parametrize(("planted", "host"), CHECKS, ids=[f"{planted.name}-{host}" for planted, host in CHECKS])
async def test_planted(planted: Planted, host: str, authority: Authority) -> None:
    async with serving(CONFIGURATIONS, authority) as server:
        judgement = await check(planted, server, prober(authority), host)
    found = {finding.rule for finding in judgement.findings}
    assert (grave(judgement), judgement.verdict, judgement.safety) == (
        set(planted.expected),
        planted.verdict,
        planted.safety,
    )
    assert planted.also <= found
    assert len(server.seen) <= 24
    assert server.most <= 6
    assert {asked.method for asked in server.seen} <= {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("name", "parsers"),
    [
        ("underscore", {"Chromium, Firefox and Safari"}),
        ("dollar", {"Firefox and Safari"}),
        ("backtick", {"Safari alone"}),
    ],
)
async def test_a_hit_says_which_browsers_can_send_it(name: str, parsers: set[str], authority: Authority) -> None:
    planted = next(planted for planted in PLANTED if planted.name == name)
    async with serving(CONFIGURATIONS, authority) as server:
        judgement = await check(planted, server, prober(authority))
    found = next(finding for finding in judgement.findings if finding.rule == "origin-special-chars")
    assert {dict(evidence.args)["parsers"] for evidence in found.evidence} == parsers


Told = tuple[str, str, list[tuple[str, list[str | None]]]]


def told(judgement: Judgement) -> Told:
    """What a check says; the random origins of its diagnostic requests apart."""
    findings = [(finding.rule, [item.header for item in finding.evidence]) for finding in judgement.findings]
    return judgement.verdict, judgement.safety, findings


async def test_checks_at_once_say_what_they_say_alone(authority: Authority) -> None:
    some = some_of(PLANTED, "at once")
    checks = [some[number % len(some)] for number in range(tries(200, 80))]
    # A busy machine must not end the diagnostic requests of some checks and not of others.
    patient = Limits(tls_s=30.0, first_byte_s=12.0)
    asking = prober(authority, deadline_s=120.0, probes_s=120.0, limits=patient)
    places = asyncio.Semaphore(25)
    async with serving(CONFIGURATIONS, authority) as server:

        async def one_of_many(planted: Planted) -> Told:
            async with places:
                return told(await check(planted, server, asking))

        together = await asyncio.gather(*map(one_of_many, checks))
        alone = [told(await check(planted, server, asking)) for planted in some]
    assert together == [alone[number % len(some)] for number in range(len(checks))]
