"""A request with recorded answers, in the shapes of this checker's own API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from checks.cors.model import Answer, Failure, HttpResponse
from checks.inputs.evaluate_json import read_recorded
from checks.inputs.request_fields import FIELDS
from checks.inputs.understood import PastedAnswer, Understood
from checks.refusal import Refusal, unreadable


def of_evaluation(body: dict[str, Any]) -> Understood:
    """The body of `POST /api/v1/evaluate`, or that of a check as its request alone."""
    request = {name: value for name, value in body["request"].items() if name not in ("probes", "confirm_side_effects")}
    request.setdefault("origin", "")
    try:
        read = read_recorded({**body, "request": request})
    except Refusal as refusal:
        raise unreadable(f"{refusal.detail}") from refusal
    answers = tuple(PastedAnswer(item.answer, item.url, item.preflight, item.asked_for) for item in read.responses)
    return Understood("a request as JSON" + (" with its responses" if answers else ""), read.request, answers=answers)


def of_document(document: dict[str, Any]) -> Understood:
    """A report of this checker: its request, and the answers that it shows."""
    request = {name: value for name, value in document["request"].items() if name in FIELDS}
    answers = [
        {
            "url": str(exchange["request"]["url"]).partition("#")[0],
            "preflight": exchange["purpose"] in ("preflight", "redirect-preflight"),
            **_told(exchange),
        }
        for exchange in document.get("exchanges") or []
        if isinstance(exchange, dict) and exchange.get("response") and not exchange.get("probe")
    ]
    return replace(of_evaluation({"request": request, "responses": answers}), what="a report from this checker")


def _told(exchange: dict[str, Any]) -> dict[str, Any]:
    """What a report shows of an answer, as an answer of the evaluate contract."""
    response = dict(exchange["response"])
    body = {"body": "incomplete"} if response.pop("incomplete", False) else {}
    return body | ({"raw": exchange["raw"]} if exchange.get("raw") else response)


def answers_json(answers: tuple[PastedAnswer, ...]) -> list[dict[str, Any]]:
    """Pasted answers as `responses` of the evaluate contract; `url` and `preflight` stay out where they are not
    known."""
    return [
        {
            **({"url": pasted.url.partition("#")[0]} if pasted.url else {}),
            **({"preflight": pasted.preflight} if pasted.preflight is not None else {}),
            **_answer(pasted.answer),
            **({"asked_for": list(pasted.asked_for)} if pasted.asked_for is not None else {}),
        }
        for pasted in answers
    ]


def _answer(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Failure):
        return {"failure": answer.code, **({"net_error": answer.net_error} if answer.net_error else {})}
    body = {"body": "incomplete"} if answer.incomplete else {}
    if isinstance(answer, HttpResponse):
        version = {"http_version": answer.http_version} if answer.http_version != "1.1" else {}
        return {"status": answer.status, "headers": [list(pair) for pair in answer.headers], **version, **body}
    return {"raw": answer.head.decode("latin-1"), **body}
