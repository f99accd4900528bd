"""`/fixes/` and `/fixes/<stack>/`: a policy as a form, and the configuration of a server that follows it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from checks import fixes
from checks.cors.contracts import BY_ID, CONTRACTS
from checks.cors.policy import CorsPolicy, PolicyError
from checks.fixes import STACKS, Fix, Situation, Stack, proven_versions
from checks.fixes.rendering import can_express
from checks.fixes.situation import UNKNOWN
from checks.pages.htmx import is_by_htmx, target
from checks.pages.policy_form import EXAMPLE, PolicyForm, contract_of_policy, policy_form, query, with_contract
from checks.pages.rendered import render_with
from checks.refusal import Refusal
from checks.running import fragments
from checks.wording.stacks import by_family


@require_safe
async def index(request: HttpRequest) -> HttpResponse:
    if (chosen := _to_contract(request)) is not None:
        return chosen
    form = await counted(request, policy_form(request.GET, EXAMPLE))
    return policy_page(request, "fixes.html", "_fix_index.html", form, {"action": request.path})


@require_safe
async def stack(request: HttpRequest, stack: str) -> HttpResponse:
    found = STACKS.get(stack)
    if found is None:
        raise Http404
    if (chosen := _to_contract(request)) is not None:
        return chosen
    form = await counted(request, policy_form(request.GET, EXAMPLE))
    context = {"stack": found, "fix": fix_of(found, form), "links": "/fixes/", "action": request.path}
    return policy_page(request, "fix_stack.html", "_fix_policy.html", form, context)


def _to_contract(request: HttpRequest) -> HttpResponse | None:
    """The way to the policy of the contract whose button was pressed, as a page of its own even for htmx."""
    contract = BY_ID.get(request.GET.get("contract", ""))
    if contract is None:
        return None
    address = f"{request.path}{with_contract(request.GET, contract)}"
    if is_by_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


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
        "contracts": CONTRACTS,
        "contract": contract_of_policy(policy) if policy else None,
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
        f"not run by us: {stack.not_run}" if stack.not_run else ", ".join(proven_versions(stack.id)) or "not yet tested"
    )
