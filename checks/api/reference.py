"""What the API knows without a check: its rules, its stacks, and its own description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from checks.api.endpoint import endpoint, json_response
from checks.api.openapi import description
from checks.cors.rules import RULES
from checks.cors.rules.base import Rule
from checks.fixes import STACKS
from checks.origins import lab_origin, site_origin


async def list_rules(request: HttpRequest) -> HttpResponse:
    site, lab = site_origin(request), lab_origin(request)
    return json_response({"schema": 1, "rules": [_rule(rule, site, lab) for rule in RULES.values()]})


async def list_stacks(request: HttpRequest) -> HttpResponse:
    stacks = [
        {"id": stack.id, "title": stack.title, "language": stack.language, "filename": stack.filename}
        for stack in STACKS.values()
    ]
    return json_response({"schema": 1, "stacks": stacks})


async def describe(request: HttpRequest) -> HttpResponse:
    return json_response(description(site_origin(request)))


def _rule(rule: Rule, site: str, lab: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "severity": str(rule.severity),
        "title": rule.title,
        "why": rule.why,
        "remedy": rule.remedy,
        "blocks": rule.blocks,
        "spec": rule.spec,
        "mdn": rule.mdn,
        "docs": f"{site}/rules/{rule.id}/",
        "lab": {which: f"{lab}/lab/{rule.id}/{which}" for which in ("broken", "right")},
    }


rules = endpoint(get=list_rules, public=("GET",))
stacks = endpoint(get=list_stacks, public=("GET",))
openapi = endpoint(get=describe, public=("GET",))
