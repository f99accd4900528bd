"""A stored report as the document of the JSON contract, which the report page renders too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from checks.cors.policy import CorsPolicy, PolicyError
from checks.cors.short_cache import short_cache
from checks.fixes import Fix, Situation, render_all, situation_of
from checks.fixes.rendering import KEPT_LENGTH
from checks.fixes.situation import UNKNOWN
from checks.wording.told import told_document

if TYPE_CHECKING:
    from checks.models import Report

NOT_KEPT = "This report was not kept, because the database did not store it. It has no link: save this response."


def document_of(report: Report, site: str) -> dict[str, Any]:
    """The document of a report; `site` is our origin. While a check runs it holds the request and the steps, and what
    stands already."""
    head = {"schema": 1, **_place(report, site), "state": str(report.status), "created_at": _iso(report.created_at)}
    facts = report.facts
    if facts is None:
        return {**head, "request": report.request, "steps": report.steps}
    judged = told_document(facts, site)
    whole = {**head, **judged, **remedies(facts.get("policy"), situation_of(judged))}
    if report.state != report.State.DONE:
        whole["steps"] = report.steps
    return {**whole, "fixes": seen_first(whole["fixes"], judged["stacks"])}


def _place(report: Report, site: str) -> dict[str, Any]:
    """Where the report is found and until when; where it was not kept, nothing of that."""
    if not report.kept:
        nowhere = dict.fromkeys(("id", "expires_at", "report_url", "api_url", "delete_token"))
        return {**nowhere, "kept": False, "note": NOT_KEPT}
    place = {
        "id": report.pk,
        "expires_at": _iso(report.expires_at),
        "report_url": f"{site}/r/{report.pk}/",
        "api_url": f"{site}/api/v1/checks/{report.pk}",
        "kept": True,
    }
    return {**place, "delete_token": report.delete_token} if report.delete_token else place


def with_fixes(document: dict[str, Any], policy: CorsPolicy) -> dict[str, Any]:
    """The document with the fixes of another policy."""
    return {**document, "fixes": seen_first(fixes_of(policy, situation_of(document)), document["stacks"])}


def seen_first(fixes: list[dict[str, Any]], stacks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fixes with those of the stacks that the answers name in front, the likeliest first."""
    order = {seen["stack"]: rank for rank, seen in enumerate(stacks)}
    return sorted(fixes, key=lambda fix: order.get(fix["stack"], len(order)))


def remedies(policy: dict[str, Any] | None, situation: Situation = UNKNOWN) -> dict[str, Any]:
    """`policy` and `fixes` of the document; none where nothing that can be pasted would do."""
    if policy is None:
        return {"policy": None, "fixes": []}
    try:
        words: dict[str, Any] = {name: tuple(word) if isinstance(word, list) else word for name, word in policy.items()}
        fixes = fixes_of(CorsPolicy(**words), situation)
    except (PolicyError, TypeError):
        # Redaction, or an older alphabet, left words that must not enter a configuration.
        return {"policy": None, "fixes": []}
    return {"policy": policy, "fixes": fixes}


def fixes_of(policy: CorsPolicy, situation: Situation = UNKNOWN) -> list[dict[str, Any]]:
    """`fixes` of the document."""
    return list(_fixes(policy, situation))


@short_cache(maxsize=16, longest=KEPT_LENGTH, size=lambda policy, _: policy.length)
def _fixes(policy: CorsPolicy, situation: Situation) -> tuple[dict[str, Any], ...]:
    """A report is read several times, and rendering every stack is most of what that costs."""
    return tuple(fix_dict(fix) for fix in render_all(policy, situation))


def fix_dict(fix: Fix) -> dict[str, Any]:
    """One of the document's `fixes`."""
    return {
        "stack": fix.stack,
        "title": fix.title,
        "language": fix.language,
        "filename": fix.filename,
        "code": fix.code,
        "notes": list(fix.notes),
        "proven": list(fix.proven),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
