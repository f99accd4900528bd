"""`/fixes/` and `/fixes/<stack>/`: a policy as a form, and the configuration of a server that follows it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from checks import fixes
from checks.cors.policy import CorsPolicy, PolicyError
from checks.fixes import STACKS, Fix, Situation, Stack, proven_versions
from checks.fixes.rendering import can_express
from checks.fixes.situation import UNKNOWN
from checks.pages.htmx import is_by_htmx, target
from checks.pages.policy_form import EXAMPLE, PolicyForm, policy_form, query
from checks.pages.rendered import render_with
from checks.refusal import Refusal
from checks.running import fragments
from checks.wording.stacks import by_family


@require_safe
async def index(request: HttpRequest) -> HttpResponse:
    form = await counted(request, policy_form(request.GET, EXAMPLE))
    return policy_page(request, "fixes.html", "_fix_index.html", form, {"action": request.path})


@require_safe
async def stack(request: HttpRequest, stack: str) -> HttpResponse:
    found = STACKS.get(stack)
    if found is None:
        raise Http404
    form = await counted(request, policy_form(request.GET, EXAMPLE))
    context = {"stack": found, "fix": fix_of(found, form), "links": "/fixes/", "action": request.path}
    return policy_page(request, "fix_stack.html", "_fix_policy.html", form, context)


async def counted(request: HttpRequest, form: PolicyForm) -> PolicyForm:
    """The form, which says so where more policies were typed than one client may have configured."""
    if any(name in request.GET for name in PolicyForm.base_fields):
        try:
            await fragments.count("fixes", request.META.get("REMOTE_ADDR", ""))
        except Refusal as refusal:
            form.refuse(refusal)
    return form


def fix_of(stack: Stack, form: PolicyForm, situation: Situation = UNKNOWN) -> Fix | None:
    """The configuration of the form's policy; None where there is none, and the form says why."""
    if form.policy is None:
        return None
    try:
        return fixes.render(stack.id, form.policy, situation)
    except PolicyError as error:
        form.add_error(error.field, error.sentence)
        return None


def policy_page(
    request: HttpRequest, template: str, fragment: str, form: PolicyForm, context: dict[str, Any]
) -> HttpResponse:
    """The page, or for htmx what follows the form in it: the `fragment` and the sentences beside the fields."""
    policy = form.policy if form.is_valid() else None
    shown = {
        "here": "fixes",
        "form": form,
        "query": query(policy) if policy else "",
        "families": by_family(_links(policy)),
        **context,
    }
    shown |= {"fragment": fragment}
    refusal = form.refusal
    headers = dict(refusal.headers) if refusal else {}
    if is_by_htmx(request) and target(request):
        headers |= {} if policy else {"HX-Reswap": "none"}
        status = refusal.status if refusal else 200
        return render_with(request, "_policy_answer.html", shown, status=status, headers=headers)
    status = refusal.status if refusal else 200 if policy else 422
    return render_with(request, template, shown, status=status, headers=headers)


def _links(policy: CorsPolicy | None) -> list[dict[str, Any]]:
    """Every stack that can express the policy."""
    able = [stack for stack in STACKS.values() if policy is None or can_express(stack, policy)]
    return [{"stack": stack.id, "title": stack.title, "proof": _proof(stack)} for stack in able]


def _proof(stack: Stack) -> str:
    return (
        f"not run by us: {stack.not_run}" if stack.not_run else ", ".join(proven_versions(stack.id)) or "not proven yet"
    )
