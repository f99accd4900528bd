"""Pasted answers as the facts of a report: judged and redacted in a process of its own (`checks.running.readers`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checks.cors.judge import judge
from checks.cors.model import Request
from checks.cors.plan import plan
from checks.cors.recorded import Recorded, RecordedResponse, as_asked
from checks.inputs.evaluate_json import read_recorded
from checks.inputs.json_text import parse_object
from checks.inputs.understood import PastedAnswer
from checks.refusal import Refusal
from checks.reports.bounds import bounded_json
from checks.reports.facts import report_facts
from checks.secrets.redaction import redact

SOURCE = "pasted"


def facts_text(request: Request, answers: str) -> str:
    """What is stored of the answers, which are `responses` of the evaluate contract as JSON. Raises Refusal."""
    recorded = assign(request, _read_answers(request, answers))
    judgement = judge(as_asked(request, recorded), lambda: Recorded(recorded))
    return bounded_json(redact(report_facts(judgement, source=SOURCE)))


def _read_answers(asked: Request, text: str) -> tuple[PastedAnswer, ...]:
    listed = parse_object('{"responses": ' + (text or "[]") + "}")["responses"]
    named = isinstance(listed, list) and [item if isinstance(item, dict) else {} for item in listed]
    filled = [{"url": asked.url.partition("#")[0], **item} for item in named or []]
    read = read_recorded({"request": {"url": asked.url, "origin": asked.origin}, "responses": filled})
    if not read.responses:
        raise Refusal("invalid_field", "There is no pasted response to judge. Paste response headers, or a HAR.")
    return tuple(
        PastedAnswer(item.answer, given.get("url", ""), given.get("preflight"), item.asked_for)
        for item, given in zip(read.responses, named or [], strict=True)
    )


def assign(request: Request, answers: Sequence[PastedAnswer]) -> list[RecordedResponse]:
    """Each answer with the URL and the kind of request that it belongs to. Of answers that do not say it, the first
    of several is the preflight's, where there is one.

    Where a browser sends no preflight and somebody did, the answer to it stands for the one that there is not.
    """
    preflighted = plan(request).needed
    if not preflighted and all(answer.preflight for answer in answers):
        answers = [replace(answer, preflight=False) for answer in answers]
    home = request.url.partition("#")[0]
    unnamed = [answer for answer in answers if not answer.url]
    assigned = []
    for answer in answers:
        kind = bool(answer.preflight)
        if not answer.url:
            first_of_several = len(unnamed) > 1 and answer is unnamed[0]
            kind = preflighted and (first_of_several or (len(unnamed) == 1 and kind))
        url = answer.url.partition("#")[0] or home
        assigned.append(RecordedResponse(url, kind, answer.answer, answer.asked_for))
    return assigned
