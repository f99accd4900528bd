"""A whole check without a network: the three browsers, then the diagnostic requests, answered by one function."""

from __future__ import annotations

from contextlib import suppress

from checks.cors.browsers import BROWSERS
from checks.cors.judge import Answerer, Judgement, conclude, drive
from checks.cors.model import Exchange, Request
from checks.cors.probes import rounds


def audit(request: Request, answer: Answerer, label: str) -> Judgement:
    """The judgement of a live check whose every request is answered by a function; `label` is as in `rounds`."""
    outcomes = {name: drive(request, name, answer) for name in BROWSERS}
    sent = list({exchange.request: exchange for o in outcomes.values() for exchange in o.exchanges}.values())
    asking, answered = rounds(request, sent, label), list[Exchange]()
    with suppress(StopIteration):
        asked = next(asking)
        while True:
            told = tuple(Exchange(probe.request, answer(probe.request), probe=probe.name) for probe in asked)
            answered += told
            asked = asking.send(told)
    return conclude(request, outcomes, answered)
