"""The plan for what is typed so far."""

from __future__ import annotations

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
    form.cleaned_data = {"url": SOME_URL, "origin": SOME_ORIGIN} | form.cleaned_data
    return plan_of(form.request())
