"""Our own check of a started server with its diagnostic requests: what a report says before and after a fix."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from ipaddress import ip_network

from checks.cors.judge import Judgement, conclude
from checks.cors.model import Headers, Request
from checks.cors.rules import RULES
from checks.cors.rules.base import Severity
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard

HEADER_VALUES = {"content-type": "application/json", "authorization": "Basic dXNlcjpwYXNz"}


def request_to(
    port: int,
    origin: str,
    method: str = "GET",
    headers: Iterable[str] = (),
    *,
    path: str = "/items",
    credentials: bool = False,
) -> Request:
    """A page's request to the server; `headers` are names, each with a usual value."""
    pairs: Headers = tuple((name, HEADER_VALUES.get(name, "1")) for name in headers)
    mode = "include" if credentials else "omit"
    return Request(f"http://127.0.0.1:{port}{path}", origin, method, pairs, credentials=mode)


def judge(request: Request) -> Judgement:
    return asyncio.run(_judge(request))


def troubles(judgement: Judgement) -> list[str]:
    """Every rule that found something worth mending; an `info` is not."""
    found = {finding.rule for finding in judgement.findings}
    return sorted(rule for rule in found if RULES[rule].severity != Severity.INFO)


async def _judge(request: Request) -> Judgement:
    guard = Guard(ports=None, allow=[ip_network("127.0.0.0/8")])
    prober = Prober(guard, user_agent="proof", deadline_s=60)
    conversation = await run(request, prober, probes=True, confirm_side_effects=True)
    return conclude(request, conversation.outcomes, conversation.probes)
