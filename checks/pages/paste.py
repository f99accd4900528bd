"""`/paste`: the box that takes anything. It fills in the form and says what it understood; nothing is sent from here.

`/paste/judge` judges answers that came with the fragment, again without sending anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from checks.cors.document import request_json
from checks.cors.model import Request
from checks.inputs.request_fields import FIELDS
from checks.lab.origins import site_origin
from checks.pages import check
from checks.pages.forms import ASKED, CheckForm, query, typed
from checks.pages.fragment import SHOWN, Fragment, choices_of, choose, read
from checks.pages.next_steps import fixes_path
from checks.pages.of_ours import forms_of_ours
from checks.refusal import Refusal
from checks.running import fragments, pasted, readers
from checks.running.aside import aside
from checks.running.pasted_facts import facts_text
from checks.wording.visible import shorten, visible
from checks.wording.words import listing

_TYPED = ("url", "origin", "method", "headers", "credentials", "mode", "initiator")
_ONE_REQUEST = "Paste only the one request that fails, copied as cURL or as fetch."
_ITS_ANSWERS = "Paste only the responses to this one request."


@sensitive_post_parameters("headers", "paste", "file", "answers")
@forms_of_ours
async def front(request: HttpRequest) -> HttpResponse:
    """`/`: the form. What stands in the box was not read yet: it is read first, and the check goes on where it leaves
    nothing to ask and nothing to choose."""
    if request.method != "POST" or not _has_unread(request):
        return await check.check(request)
    given = typed(request.POST.dict())
    try:
        found = await _read(request)
    except Refusal as refusal:
        if refusal.code == "unreadable_fragment" and given.get("url"):
            # The box has nothing to add to what is typed.
            return await check.check(request)
        return await aside(_refused_page, request, given, refusal)
    form = CheckForm(check.data_of(CheckForm(initial=_initial(found, given))))
    if found.answers or found.choices or not form.is_valid():
        return await aside(_understood_page, request, given, found)
    return await check.checked(request, form, pasted="", answers="")


@sensitive_post_parameters("headers", "paste", "file", "answers")
@require_http_methods(["GET", "HEAD", "POST"])
@forms_of_ours
async def paste(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("check")
    given = typed(request.POST.dict())
    try:
        found = await _read(request)
    except Refusal as refusal:
        return await aside(_refused_page, request, given, refusal)
    return await aside(_understood_page, request, given, found)


@sensitive_post_parameters("headers", "paste", "file", "answers")
@require_POST
@forms_of_ours
async def judge(request: HttpRequest) -> HttpResponse:
    if _has_unread(request):
        # What was pasted since then may be another request's.
        return await paste(request)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return await aside(check.page, request, form, status=422)
    asked, client = form.request(), request.META.get("REMOTE_ADDR", "")
    try:
        async with fragments.reading("paste", client):
            answers = request.POST.get("answers", "")
            facts = await readers.default().run(_ITS_ANSWERS, facts_text, asked, answers)
        report = await pasted.report(facts, client=client, previewed=form.cleaned_data["previewed"])
    except Refusal as refusal:
        return await aside(check.refused_page, request, form, refusal)
    return check.to_report(request, report)


def _has_unread(request: HttpRequest) -> bool:
    return bool(request.POST.get("paste", "").strip() or request.FILES.get("file"))


async def _read(request: HttpRequest) -> Fragment:
    """What was chosen from an earlier fragment, else the chosen file where there is one, else what the box holds."""
    site = site_origin(request)
    async with fragments.reading("paste", request.META.get("REMOTE_ADDR", "")):
        if "chosen" in request.POST:
            others = request.POST.get("others", "")
            return await readers.default().run(_ONE_REQUEST, choose, others, request.POST["chosen"], site)
        file = request.FILES.get("file")
        text = file.read() if file is not None and file.size else request.POST.get("paste", "")
        return await readers.default().run(_ONE_REQUEST, read, text, _typed_beside(request), site)


def _refused_page(request: HttpRequest, given: dict[str, Any], refusal: Refusal) -> HttpResponse:
    """The form as it was sent, with the sentence beside the box, and the requests that could be chosen before."""
    others = request.POST.get("others", "") if "chosen" in request.POST else ""
    return check.page(
        request,
        CheckForm(initial=given),
        status=refusal.status,
        headers=refusal.headers,
        paste_refused=refusal.detail,
        others=others,
        choices=choices_of(others),
    )


def _understood_page(request: HttpRequest, given: Mapping[str, Any], found: Fragment) -> HttpResponse:
    chosen = "chosen" in request.POST
    form = CheckForm(initial=_initial(found, given))
    for _, lack in found.missing:
        form.fields[lack["field"]].help_text = lack["why"]
    return check.page(
        request,
        form,
        pasted=request.POST.get("paste", "") if chosen else "",
        answers=found.answers,
        others=found.others,
        choices=found.choices,
        understood=found,
        said=_said(form, found),
        fixes=fixes_path(found.document),
    )


def _said(form: CheckForm, found: Fragment) -> str:
    """What was understood, in a few words for whoever hears the page."""
    method, url, origin = (visible(str(form[name].value() or "")) for name in ASKED)
    said = [f"Read as {found.document['what']}."]
    if url:
        said.append(f"{method} {shorten(url, 100)}{f' from {origin}' if origin else ''}.")
    if found.missing:
        said.append(f"Still needed: {listing(name for name, _ in found.missing)}.")
    return " ".join(said)


def _typed_beside(request: HttpRequest) -> dict[str, Any]:
    """Fields of the form that were filled in, as far as they can be read; the others are at their defaults."""
    form = CheckForm(request.POST)
    form.is_valid()
    given = {name: form.cleaned_data.get(name) for name in _TYPED}
    return {name: value for name, value in given.items() if value and value != FIELDS[name].default}


def _initial(found: Fragment, given: Mapping[str, Any]) -> dict[str, Any]:
    """The form's fields: as understood, and as they were typed where the fragment says nothing of them."""
    request = found.document["request"]
    told = {name: value for name, value in query(request).items() if value}
    # What is said of another method is said of another request, which nobody has agreed to send.
    if request["url"] in ("", given.get("url")) and request["method"] == given.get("method", "GET").upper():
        usual = query(_UNSAID)
        return {**given, **{name: value for name, value in told.items() if value != usual.get(name)}}
    return {**{name: value for name, value in given.items() if name not in _OF_A_REQUEST}, **told}


_UNSAID = request_json(Request(url="", origin=""))
# A fragment that names a request says all of these, if only by leaving them at their default.
_OF_A_REQUEST = frozenset((*SHOWN, "body_kind", "confirm_side_effects")) - {"url", "origin"}
