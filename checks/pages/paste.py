"""`/paste`: the box that takes anything. It fills in the form and says what it understood; nothing is sent from here.

`/paste/judge` judges answers that came with the fragment, again without sending anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from checks import pasted
from checks.api.evaluate_body import read_recorded
from checks.cors.document import request_json
from checks.cors.model import Request
from checks.cors.plan import plan
from checks.cors.rules import RULES
from checks.inputs.box import understand
from checks.inputs.recorded_case import answers_json
from checks.inputs.understood import Note, NotUnderstood, PastedAnswer, Understood
from checks.json_text import parse_object
from checks.pages import check
from checks.pages.curl import curl_command
from checks.pages.forms import CheckForm, query, typed
from checks.pages.visible import shorten, visible
from checks.pages.words import INITIATORS
from checks.refusal import Refusal

MAX_OTHERS = 50
_DAMAGED = "The list of requests to choose from was damaged on its way. Paste the fragment again."
_FROM_ELSEWHERE = frozenset({"cross-site", "same-site"})


@dataclass(frozen=True, slots=True)
class Row:
    """A field as it was understood: its id in the form, its name, its value, and what is to be said about it."""

    id: str
    name: str
    value: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Another request of the same fragment."""

    label: str
    blocked: bool


@sensitive_post_parameters("headers", "paste", "file", "answers")
@require_http_methods(["GET", "HEAD", "POST"])
async def paste(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("check")
    if request.headers.get("Sec-Fetch-Site") in _FROM_ELSEWHERE:
        return render(request, "403.html", status=403)
    given = typed(request.POST.dict())
    shown: dict[str, Any]
    try:
        if "chosen" in request.POST:
            others = request.POST.get("others", "")
            found, shown = _chosen(others, request.POST["chosen"]), {"others": others}
        else:
            found = understand(_pasted_text(request))
            shown = {"pasted": "", "others": _others_json(found.others)}
        choices = _choices(shown["others"])
    except NotUnderstood as error:
        return check.page(request, CheckForm(initial=given), status=422, paste_refused=str(error))
    except (ValueError, TypeError, LookupError):
        return check.page(request, CheckForm(initial=given), status=422, paste_refused=_DAMAGED)
    form = CheckForm(initial=_initial(found, given))
    return check.page(request, form, choices=choices, **shown, **panel(found))


@sensitive_post_parameters("headers", "paste", "answers")
@require_POST
async def judge(request: HttpRequest) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") in _FROM_ELSEWHERE:
        return render(request, "403.html", status=403)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return check.page(request, form, status=422)
    asked = form.request()
    try:
        answers = _read_answers(asked, request.POST.get("answers", ""))
        if pasted.lacks_preflight(asked, answers):
            form.add_error(None, ValidationError(_ask_for_preflight(asked)))
            return check.page(request, form, status=422)
        report = await pasted.report(asked, answers, client=request.META.get("REMOTE_ADDR", ""))
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.detail)
        return check.page(request, form, status=refusal.status, headers=refusal.headers)
    return check.to_report(request, report)


def panel(found: Understood) -> dict[str, Any]:
    """What the page shows of an understood fragment."""
    general = tuple(note for note in found.notes if note.field not in _SHOWN)
    return {
        "understood": found,
        "rows": [row for name in _SHOWN for row in _row(name, found)],
        "general_notes": general,
        "meant": [RULES[rule] for rule in found.rules[:1]],
        "also_meant": [RULES[rule] for rule in found.rules[1:6]],
        "answers": json.dumps(answers_json(found.answers)) if found.answers else "",
        "answer_count": len(found.answers),
    }


_SHOWN: Mapping[str, str] = {
    "url": "URL",
    "origin": "Page's origin",
    "method": "Method",
    "headers": "Headers",
    "credentials": "Credentials",
    "mode": "Mode",
    "redirect": "Redirects",
    "initiator": "Made by",
    "cache": "Cache",
    "referrer_policy": "Referrer policy",
    "target_address_space": "Server's address",
    "upload_listener": "Listens to the upload",
    "body": "Body",
}
_ALWAYS_SHOWN = ("url", "origin", "method", "credentials", "initiator")
_UNSAID = Request(url="", origin="")


def _row(name: str, found: Understood) -> list[Row]:
    notes = tuple(note for note in found.notes if note.field == name)
    usual = getattr(found.request, name) == getattr(_UNSAID, name)
    shown = name in _ALWAYS_SHOWN or notes or not usual
    place = "id_body_kind" if name == "body" else f"id_{name}"
    return [Row(place, _SHOWN[name], _value(name, found.request), notes)] if shown else []


def _value(name: str, request: Request) -> str:
    value = getattr(request, name)
    match name:
        case "headers":
            return "\n".join(visible(f"{key}: {value}") for key, value in request.headers)
        case "initiator":
            return INITIATORS[request.initiator]
        case "body":
            return "" if request.body is None else f"{len(request.body)} characters, which are not sent"
        case _:
            return "yes" if value is True else visible(str(value or ""))


def _initial(found: Understood, given: Mapping[str, Any]) -> dict[str, Any]:
    """The form's fields: as understood, and as they were typed where the fragment says nothing of them."""
    if found.request.url:
        given = {name: value for name, value in given.items() if name not in _OF_A_REQUEST}
    told = query(request_json(found.request))
    return {**given, **{name: value for name, value in told.items() if value}}


# A fragment that names a request says all of these, if only by leaving them at their default.
_OF_A_REQUEST = frozenset((*_SHOWN, "body_kind", "confirm_side_effects")) - {"url", "origin"}


def _others_json(others: tuple[Understood, ...]) -> str:
    """The requests to choose from as the page carries them, so that any can still be chosen after one was."""
    listed = [
        {"request": request_json(other.request), "responses": answers_json(other.answers), "blocked": other.blocked}
        for other in others[:MAX_OTHERS]
    ]
    return json.dumps(listed) if listed else ""


def _choices(others: str) -> list[Choice]:
    return [
        Choice(shorten(visible(f"{other['request']['method']} {other['request']['url']}"), 100), other["blocked"])
        for other in json.loads(others or "[]")
    ]


def _chosen(others: str, number: str) -> Understood:
    other = json.loads(others)[int(number)]
    return understand(json.dumps({"request": other["request"], "responses": other["responses"]}))


def _pasted_text(request: HttpRequest) -> str:
    """The chosen file where there is one, else what the box holds."""
    file = request.FILES.get("file")
    if file is not None and file.size:
        return str(file.read().decode("utf-8", "replace"))
    return request.POST.get("paste", "")


def _read_answers(asked: Request, text: str) -> tuple[PastedAnswer, ...]:
    """The answers that the form carried; raises Refusal."""
    listed = parse_object('{"responses": ' + (text or "[]") + "}")["responses"]
    named = isinstance(listed, list) and [item if isinstance(item, dict) else {} for item in listed]
    filled = [{"url": asked.url.partition("#")[0], **item} for item in named or []]
    read = read_recorded({"request": {"url": asked.url, "origin": asked.origin}, "responses": filled})
    if not read.responses:
        raise Refusal("invalid_field", "There is no pasted answer to judge. Paste the head of an answer, or a HAR.")
    return tuple(
        PastedAnswer(item.answer, given.get("url", ""), given.get("preflight"))
        for item, given in zip(read.responses, named or [], strict=True)
    )


def _ask_for_preflight(asked: Request) -> str:
    names = sorted(reason.name for reason in plan(asked).reasons if reason.name)
    headers = [("Origin", asked.origin), ("Access-Control-Request-Method", asked.method)]
    headers += [("Access-Control-Request-Headers", ",".join(names))] if names else []
    command = curl_command("OPTIONS", asked.url, headers).replace(" \\\n ", "")
    return (
        "A preflight goes first, and no answer to it was pasted. Run this where the server can be reached, and paste "
        f"its output above that of the request itself: {command}"
    )
