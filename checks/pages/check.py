"""`/`: the form. A GET shows it, filled in from the link and never run; a POST checks and leads to the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from checks.cors.contracts import BY_ID, CONTRACTS, Contract
from checks.cors.rules import RULES
from checks.models import Report
from checks.pages.forms import ASKED, METHODS, PRESET_ORIGINS, CheckForm, asked_by, prefill, typed
from checks.pages.fragment import choices_of
from checks.pages.htmx import is_by_htmx
from checks.pages.of_ours import forms_of_ours
from checks.pages.own_machine import own_command
from checks.pages.plan import typed_plan
from checks.pages.rendered import render_with
from checks.pages.report import unkept
from checks.pages.rules import check_url, has_lab, origins_of
from checks.refusal import Refusal
from checks.running import fragments, service
from checks.running.aside import aside, pieces

# Three of the commonest failures, for a first run without a server of one's own.
SAMPLES = ("allow-origin-missing", "allow-origin-wildcard-credentials", "preflight-not-routed")
# Texts of any length that the form carries from page to page.
CARRIED = ("pasted", "answers", "others")
# Long enough for the slowest check to end and its page to be read once.
TOKEN_AGE_S = 600


@sensitive_post_parameters("headers", "paste", "answers")
@require_http_methods(["GET", "HEAD", "POST"])
@forms_of_ours
async def check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, CheckForm(initial=prefill(request.GET.dict())))
    return await checked(request, CheckForm(request.POST))


async def checked(request: HttpRequest, form: CheckForm, **more: Any) -> HttpResponse:
    """Checks what the form says and leads to the report, or shows why not; `more` is as in `page`."""
    client = request.META.get("REMOTE_ADDR", "")
    try:
        await fragments.count("form", client)
        if not form.is_valid():
            return await aside(page, request, form, status=422, **more)
        report = await service.start(
            form.request(),
            probes=form.cleaned_data["probes"],
            confirm_side_effects=form.cleaned_data["confirm_side_effects"],
            client=client,
            previewed=form.cleaned_data["previewed"],
        )
    except Refusal as refusal:
        return await aside(refused_page, request, form, refusal, **more)
    return to_report(request, report)


def to_report(request: HttpRequest, report: Report) -> HttpResponse:
    """The way to a new report, for whoever made it; one that was not kept has only this answer to stand in."""
    if not report.kept:
        return unkept(request, report)
    response = redirect("report", report_id=report.pk)
    response.status_code = 303
    _hand_over_token(response, report, secure=request.is_secure())
    return response


@sensitive_post_parameters("headers", "paste", "answers")
@require_http_methods(["GET", "HEAD", "POST"])
@forms_of_ours
async def preset(request: HttpRequest) -> HttpResponse:
    """The form with the method and the headers of a contract's request, and all else as it was typed; nothing is
    sent from here."""
    contract = BY_ID.get(request.POST.get("contract", ""))
    if contract is None:
        return redirect("check")
    try:
        await fragments.count("form", request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        return await aside(refused_page, request, CheckForm(request.POST), refusal)
    return await aside(_preset_page, request, contract)


@sensitive_post_parameters("headers", "paste", "answers")
@require_POST
async def plan_fragment(request: HttpRequest) -> HttpResponse:
    """What the browser would do before it sends what is typed so far; nothing is sent from here."""
    try:
        await fragments.count("plan", request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        refused = {"refused": refusal.detail}
        return render_with(request, "_plan.html", refused, status=refusal.status, headers=refusal.headers)
    return render(request, "_plan.html", {"plan": typed_plan(CheckForm(request.POST))})


def _preset_page(request: HttpRequest, contract: Contract) -> HttpResponse:
    form = CheckForm(initial=typed(request.POST.dict()) | asked_by(contract))
    others = request.POST.get("others", "")
    return page(request, form, others=others, choices=choices_of(others))


def refused_page(request: HttpRequest, form: CheckForm, refusal: Refusal, **more: Any) -> HttpResponse:
    """The page with the sentence beside the field that it is about, or above all of them; `more` is as in `page`."""
    more["own_command"] = own_command(form.request(), refusal) if form.is_valid() else ""
    more["plan"] = typed_plan(form)
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.detail)
    return page(request, form, status=refusal.status, headers=refusal.headers, **more)


def page(
    request: HttpRequest,
    form: CheckForm,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page with the form, for htmx the form alone; `more` is what `checks.pages.paste` shows on it.

    What was typed beside the fields stays: the box, and the answers that were read from an earlier fragment.
    """
    understood, answers = more.get("understood"), more.get("answers", request.POST.get("answers", ""))
    asked = [name for name in ASKED if understood is None or _is_missing(form, name, answers)]
    first = next((name for name in form.fields if name in form.errors), None)
    if understood and first is None:
        first = next((name for name in asked if name != "method"), None)
    if first is not None and not more.get("own_command"):
        form.fields[first].widget.attrs["autofocus"] = True
    changes_data = str(form["method"].value() or "").upper() not in ("", "GET", "HEAD")
    context = {
        "here": "check",
        "form": form,
        "plan": more.get("plan") or typed_plan(form if form.is_bound else CheckForm(data_of(form))),
        "preset_origins": PRESET_ORIGINS,
        "contracts": CONTRACTS,
        "methods": METHODS,
        "samples": _samples(request),
        "asked": [form[name] for name in asked],
        "folded": [form[name] for name in ASKED if name not in asked],
        "at_once": understood and not asked,
        "changes_data": changes_data,
        "open": understood is None and form.says_more((*ASKED, "confirm_side_effects")),
        "pasted": request.POST.get("paste", ""),
        "answers": answers,
        **more,
    }
    context |= {name: _escaped(context.get(name, "")) for name in CARRIED}
    template = "_check.html" if is_by_htmx(request) else "check.html"
    return render_with(request, template, context, status=status, headers=headers or {})


def data_of(form: CheckForm) -> dict[str, Any]:
    """What the form would send as it stands."""
    return {name: form[name].value() or "" for name in form.fields}


def _is_missing(form: CheckForm, name: str, answers: str) -> bool:
    """Whether a fragment leaves a field to be asked for; of a response alone the method is not known either."""
    return not form["url" if name == "method" else name].value() and (name != "method" or bool(answers))


def _escaped(text: str) -> SafeString:
    return mark_safe("".join(map(escape, pieces(text))))  # noqa: S308 - escaped piece by piece


def _samples(request: HttpRequest) -> list[tuple[str, str]]:
    if not has_lab(request):
        return []
    return [(RULES[rule].title, check_url(RULES[rule], "broken", origins_of(request))) for rule in SAMPLES]


def _hand_over_token(response: HttpResponse, report: Report, *, secure: bool) -> None:
    """The deletion token crosses the redirect in a cookie that only the report's own page is sent, once."""
    if report.delete_token:
        response.set_cookie(
            "delete_token",
            report.delete_token,
            max_age=TOKEN_AGE_S,
            path=response.headers["Location"],
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
