"""What the API knows without a check: its rules, its stacks, and its own description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from checks.api.endpoint import endpoint, json_response
from checks.api.openapi import description
from checks.cors.rules import RULES
from checks.cors.rules.base import Rule
from checks.fixes import STACKS, Stack, proven_versions
from checks.lab.origins import lab_origin, site_origin


async def list_rules(request: HttpRequest) -> HttpResponse:
    site, lab = site_origin(request), lab_origin(request)
    return json_response({"schema": 1, "rules": [_rule(rule, site, lab) for rule in RULES.values()]})


async def list_stacks(request: HttpRequest) -> HttpResponse:
    site = site_origin(request)
    stacks = [_stack(stack, site) for stack in STACKS.values()]
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


def _stack(stack: Stack, site: str) -> dict[str, Any]:
    return {
        "id": stack.id,
        "title": stack.title,
        "family": stack.family,
        "language": stack.language,
        "filename": stack.filename,
        "subdomains": stack.subdomains,
        "same_origin": stack.same_origin,
        "replaces": stack.replaces,
        "notes": list(stack.notes),
        "proven": list(proven_versions(stack.id)),
        "not_run": stack.not_run,
        "docs": f"{site}/fixes/{stack.id}/",
    }


rules = endpoint(get=list_rules, public=("GET",))
stacks = endpoint(get=list_stacks, public=("GET",))
openapi = endpoint(get=describe, public=("GET",))
