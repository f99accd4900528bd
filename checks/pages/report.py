"""`/r/<id>/`: a report, or the steps of a check that still runs, or what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from checks.fixes import STACKS, situation_of
from checks.lab.origins import site_origin
from checks.models import Report
from checks.pages.fixes import counted, fix_of, policy_page
from checks.pages.forms import query
from checks.pages.htmx import is_by_htmx, target
from checks.pages.not_yours import PROXIES, web_view
from checks.pages.policy_form import SERVED_LOCALLY, policy_form, proposed
from checks.pages.policy_form import query as policy_query
from checks.pages.preview import preview_of
from checks.pages.rendered import render_with
from checks.pages.reporting import fixes_context, report_context
from checks.refusal import Refusal
from checks.reports.document import with_fixes
from checks.running import deletion, service
from checks.wording.words import PURPOSES, STEPS


@never_cache
@require_safe
async def report(request: HttpRequest, report_id: str) -> HttpResponse:
    found = await service.find(report_id)
    if found is None and is_by_htmx(request):
        # A page that waits has to learn of it.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found is None:
        return render(request, "report_gone.html", status=404)
    if is_by_htmx(request):
        return _polled(request, found)
    if found.facts is None:
        return _unfinished(request, found)
    return _judged(request, found) if found.kept else unkept(request, found)


@never_cache
@require_safe
async def fix(request: HttpRequest, report_id: str, stack: str) -> HttpResponse:
    """One server's configuration: a page to send to whoever owns it, or the fragment that the report shows."""
    found = await service.find(report_id)
    document = service.document_of(found, site_origin(request)) if found and found.facts else {}
    offered, chosen = proposed(document), STACKS.get(stack)
    if found is None or chosen is None or offered is None:
        return render(request, "report_gone.html", status=404)
    form = await counted(request, policy_form(request.GET, offered))
    path = reverse("report", args=[found.pk])
    context = {
        "fix": fix_of(chosen, form, situation_of(document)),
        "stack": chosen,
        "links": f"{path}fix/",
        "report_path": path,
        "action": request.path,
        "here": "",
    }
    # The report shows the choice of servers itself, around the place of this fragment.
    if is_by_htmx(request) and target(request) != "fix" and context["fix"]:
        fragment = "_policy_answer.html" if target(request) else "_fix.html"
        return _private(render(request, fragment, context | {"form": form, "fragment": "_fix.html"}))
    return _private(policy_page(request, "fix.html", "_fix_policy.html", form, context))


@require_POST
async def delete(request: HttpRequest, report_id: str) -> HttpResponse:
    try:
        await deletion.delete(report_id, request.POST.get("token", ""), request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        template = "report_gone.html" if refusal.code == "not_found" else "403.html"
        context = {"reason": refusal.detail}
        return render_with(request, template, context, status=refusal.status, headers=refusal.headers)
    return render(request, "report_deleted.html")


def _polled(request: HttpRequest, found: Report) -> HttpResponse:
    """What a page that waits is told: the next steps, nothing, or to come again for what is there now."""
    if found.status != Report.State.RUNNING or (found.facts and target(request) == "progress"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.facts or request.GET.get("steps") == str(len(found.steps)):
        return HttpResponse(status=204)
    return _private(render(request, "_progress.html", _steps(found) | {"by_htmx": True}))


def _unfinished(request: HttpRequest, found: Report) -> HttpResponse:
    """A check without a verdict: it runs, or nobody runs it any more."""
    running = found.status == Report.State.RUNNING
    return _private(render(request, "report_running.html" if running else "report_interrupted.html", _steps(found)))


def _steps(found: Report) -> dict[str, Any]:
    return {
        "path": reverse("report", args=[found.pk]),
        "steps": found.steps,
        "names": STEPS,
        "purposes": PURPOSES,
        "target": found.request,
        "edit_url": "/?" + urlencode(query(found.request)),
    }


def unkept(request: HttpRequest, found: Report) -> HttpResponse:
    """A report that has no address, as the answer itself: with what it needs to be kept by whoever reads it, and no
    link that leads nowhere."""
    response = _private(render(request, "report.html", {**_context(request, found), "unkept": True}))
    # Not no-store: a browser that goes back to this page must not make the check again.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _judged(request: HttpRequest, found: Report) -> HttpResponse:
    """A report with its verdict, while diagnostic requests may still run."""
    path = reverse("report", args=[found.pk])
    token = request.COOKIES.get("delete_token", "")
    context = _context(request, found) | {
        "delete_token": token if found.may_be_deleted_with(token) else "",
        "report_path": path,
        "fix_path": f"{path}fix/",
        "fix_query": "",
        "previewed": found.previewed and found.status == Report.State.DONE,
    }
    response = _private(render(request, "report.html", context))
    # The page comes once more when all is there, and shows the token again.
    if token and found.status != Report.State.RUNNING:
        response.delete_cookie("delete_token", path=path, samesite="Lax")
    return response


def _context(request: HttpRequest, found: Report) -> dict[str, Any]:
    """What the page shows wherever it stands; its fixes lead to those of the same policy outside of any report."""
    document = service.document_of(found, site_origin(request))
    offered = proposed(document)
    context = report_context(document) | {
        "api_path": document["api_url"],
        "report_url": document["report_url"],
        "preview": preview_of(document),
        "form": policy_form({}, offered) if offered else None,
        "proxies": PROXIES,
        "web_view": web_view(document["request"]["origin"]),
        "fix_path": "/fixes/",
        "fix_query": f"/{policy_query(offered)}" if offered else "",
    }
    if offered and document["policy"] is None:
        context |= {**fixes_context(with_fixes(document, offered)), "served_locally": SERVED_LOCALLY}
    return context


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
