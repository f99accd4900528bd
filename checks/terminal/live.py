"""Sends the requests of a run from this machine, some at a time, and judges the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import ip_network
from typing import Any

from checks import __version__
from checks.cors.document import facts
from checks.cors.judge import conclude, judge
from checks.cors.model import Request
from checks.cors.recorded import Recorded, RecordedResponse
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard
from checks.probing.resolve import SystemResolver
from checks.refusal import Refusal
from checks.terminal.results import DOCS, Result, refused, result_of
from checks.wording.told import told_document

AT_ONCE = 8
# Any network: it is the user's own machine. What no setting opens stays closed here too.
EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
USER_AGENT = f"corschecker/{__version__} (command line; user-triggered CORS check)"


def check_all(requests: Sequence[Request], *, probes: bool, confirm: bool, timeout_s: float) -> list[Result]:
    """A result for each request, in their order."""
    guard = Guard(ports=None, allow=EVERYWHERE, resolve=SystemResolver())
    prober = Prober(guard, user_agent=USER_AGENT, deadline_s=timeout_s)

    async def everything() -> list[Result]:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(request: Request) -> Result:
            async with places:
                return await _check(request, prober, probes=probes, confirm=confirm)

        return list(await asyncio.gather(*map(one, requests)))

    return asyncio.run(everything())


async def _check(request: Request, prober: Prober, *, probes: bool, confirm: bool) -> Result:
    try:
        conversation = await run(request, prober, probes=probes, confirm_side_effects=confirm)
    except Refusal as error:
        return refused(request, error.detail)
    judgement = conclude(request, conversation.outcomes, conversation.probes)
    told: dict[str, Any] = told_document(facts(judgement), DOCS)
    return result_of(request, told)


def judge_recorded(request: Request, responses: Sequence[RecordedResponse]) -> Result:
    """The result for recorded answers; nothing is sent."""
    told = told_document(facts(judge(request, lambda: Recorded(responses))), DOCS)
    return result_of(request, {**told, "source": "pasted"})
