"""What people pasted when they asked for help leads to the cause that was found, and never to another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.inputs.box import understand
from checks.refusal import Refusal
from tests.inputs.sentences import unsaid
from tests.reported.outcomes import EXPECTED, PASTES, outcome, told

# What is not solved, each with the reason.
UNSOLVED: dict[str, str] = {}


def leading(document: dict[str, Any]) -> list[str]:
    """The rules that a reader sees first."""
    judged = document["document"] or {"findings": []}
    causes = [cause["rule"] for cause in document["causes"][:2]]
    return causes + [finding["rule"] for finding in judged["findings"][:3]]


def lacks(case: dict[str, Any]) -> list[str]:
    """What a reader of the document is told wrongly, or not told."""
    try:
        document = told(case)
    except Refusal as refusal:
        wanted = case.get("refused_with")
        missing = [word for word in wanted or () if word not in refusal.detail]
        return [f"refused without {word}" for word in missing] if wanted else [f"refused: {refusal.detail}"]
    if "refused_with" in case:
        return [f"never says {word}" for word in case["refused_with"] if word not in json.dumps(document)]
    return [*_said(case, document), *_asked(case, document["request"]), *_chosen(case, document)]


def _said(case: dict[str, Any], document: dict[str, Any]) -> list[str]:
    text = json.dumps(document, ensure_ascii=False).lower()
    leads, judged = leading(document), document["document"]
    found = []
    if case.get("leads_with") and not set(case["leads_with"]) & set(leads):
        found.append(f"leads with {leads}")
    found += [f"leads with {rule}, which is excluded" for rule in case.get("never_leads_with", []) if rule in leads]
    if "verdict" in case and (judged or {}).get("verdict") != case["verdict"]:
        found.append(f"verdict {(judged or {}).get('verdict')}")
    if "preflight" in case and judged and judged["preflight"]["needed"] is not case["preflight"]:
        found.append(f"preflight {judged['preflight']['needed']}")
    found += [f"never says {word}" for word in case.get("says", []) if word.lower() not in text]
    found += [f"says {word}" for word in case.get("never_says", []) if word.lower() in text]
    notes = json.dumps([document["notes"], document["assumed"], document["left_out"]]).lower()
    found += [f"no note says {word}" for word in case.get("notes_say", []) if word.lower() not in text]
    return found + [f"a note says {word}" for word in case.get("notes_never_say", []) if word.lower() in notes]


def _asked(case: dict[str, Any], request: dict[str, Any]) -> list[str]:
    found = [
        f"{name}: {request.get(name)}"
        for name in ("url", "origin", "method", "credentials", "body")
        if name in case and name != "body" and request.get(name) != case[name]
    ]
    if "url_keeps" in case and case["url_keeps"] not in request["url"]:
        found.append(f"url: {request['url']}")
    names = {name.lower() for name, _ in request["headers"]}
    return found + [f"no header {name}" for name in case.get("headers", []) if name not in names]


def _chosen(case: dict[str, Any], document: dict[str, Any]) -> list[str]:
    entries = document["entries"] or [{"request": document["request"], "blocked": _is_blocked(document)}]
    urls = [entry["request"]["url"] for entry in entries]
    blocked = [entry["request"]["url"] for entry in entries if entry["blocked"]]
    found = [f"offers {url}" for url in case.get("absent", []) if url in urls]
    found += [f"calls {url} blocked" for url in case.get("never_blocked", []) if url in blocked]
    if "first" in case and urls[0] != case["first"]:
        found.append(f"first: {urls[0]}")
    if "blocked" in case and sorted(set(blocked)) != sorted(case["blocked"]):
        found.append(f"blocked: {blocked}")
    if len(entries) < case.get("choices", 0):
        found.append(f"{len(entries)} choices")
    return found


def _is_blocked(document: dict[str, Any]) -> bool:
    return bool(document["document"]) and document["document"]["verdict"] in ("blocked", "differs")


NAMES = [f"{number}: {case['about']}" for number, case in enumerate(PASTES)]
KNOWN = [json.loads(line) for line in EXPECTED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", PASTES, ids=NAMES)
def test_what_people_paste_is_understood(case: dict[str, Any]) -> None:
    if case["about"] in UNSOLVED:
        assert lacks(case), f"solved by now: {case['about']}"
    else:
        assert lacks(case) == []


def test_what_is_not_solved_is_little() -> None:
    assert set(UNSOLVED) <= {case["about"] for case in PASTES}
    assert len(UNSOLVED) <= len(PASTES) / 20


@pytest.mark.parametrize(("case", "known"), list(zip(PASTES, KNOWN, strict=True)), ids=NAMES)
def test_a_reported_problem_is_understood_exactly(case: dict[str, Any], known: dict[str, Any]) -> None:
    assert {"about": case["about"], **outcome(case)} == known


@pytest.mark.parametrize(
    "case", [case for case in PASTES if "refused_with" not in case], ids=lambda case: case["about"]
)
def test_everything_is_told_in_sentences(case: dict[str, Any]) -> None:
    assert unsaid(understand(case["paste"])) == []
