"""The plan for what is typed so far."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import NON_FIELD_ERRORS

from checks.pages.forms import CheckForm
from checks.wording.plan import Plan, plan_of

# Stand-ins for what is not typed yet: two origins that differ.
SOME_URL, SOME_ORIGIN = "https://api.example.com/", "https://app.example.com"


def typed_plan(form: CheckForm) -> Plan | None:
    """The plan for what is typed so far; None while a field that decides it cannot be read."""
    form.is_valid()
    # What is said above all fields is about none of them.
    if set(form.errors) - {"url", "origin", NON_FIELD_ERRORS}:
        return None
    stand_ins = {"url": SOME_URL, "origin": SOME_ORIGIN}
    untold = {value for name, value in stand_ins.items() if name not in form.cleaned_data}
    form.cleaned_data = stand_ins | form.cleaned_data
    plan = plan_of(form.request())
    return replace(plan, head=tuple((name, "…" if value in untold else value) for name, value in plan.head))
