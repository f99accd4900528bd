"""The facts that a report keeps of a judgement, with the policy that its fixes are rendered from."""

from __future__ import annotations

from typing import Any

from checks.cors.document import facts
from checks.cors.judge import Judgement
from checks.cors.policy import PolicyError, policy_for


def report_facts(
    judgement: Judgement, *, probes: bool = False, confirm_side_effects: bool = False, **more: str
) -> dict[str, Any]:
    """Gives the facts of the judgement, the options of its check and `more` facts, such as their source."""
    options = {"probes": probes, "confirm_side_effects": confirm_side_effects}
    return {**facts(judgement), **more, "options": options, "policy": policy_facts(judgement)}


def policy_facts(judgement: Judgement) -> dict[str, Any] | None:
    """Gives the least policy that lets the request through; None where nothing that can be pasted does so, because an
    origin or a name is outside the alphabet."""
    try:
        return policy_for(judgement.request, judgement.exchanges).as_dict()
    except PolicyError:
        return None
