"""The facts that a report keeps of a judgement, with the policy that its fixes are rendered from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.cors import later
from checks.cors.document import facts
from checks.cors.judge import Judgement
from checks.cors.later import Later
from checks.cors.policy import PolicyError, policy_for
from checks.cors.recorded import Recorded, as_recorded


def report_facts(
    judgement: Judgement,
    *,
    probes: bool = False,
    confirm_side_effects: bool = False,
    then: Sequence[Later] = (),
    **more: str,
) -> dict[str, Any]:
    """Gives the facts of the judgement, the options of its check and `more` facts, such as their source; and of what
    the page requests later, whether it asks again."""
    options = {"probes": probes, "confirm_side_effects": confirm_side_effects}
    known = {**facts(judgement), **more, "options": options, "policy": policy_facts(judgement)}
    if then:
        heard = {name: as_recorded(outcome.exchanges) for name, outcome in judgement.outcomes.items()}
        known["then"] = later.facts(judgement.request, then, lambda name: Recorded(heard[name]), recorded=False)
    return known


def policy_facts(judgement: Judgement) -> dict[str, Any] | None:
    """Gives the least policy that lets the request through; None where nothing that can be pasted does so, because an
    origin or a name is outside the alphabet."""
    try:
        return policy_for(judgement.request, judgement.exchanges).as_dict()
    except PolicyError:
        return None
