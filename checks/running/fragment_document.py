"""What a pasted text is, as a document: read and judged in a process of its own (`checks.running.readers`).

The box, the API and the command give the same, since all of them call `fragment_document`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from checks.cors.document import request_json
from checks.cors.model import Request
from checks.cors.plan import plan
from checks.cors.recorded import as_asked
from checks.cors.rules import RULES
from checks.fixes import STACKS
from checks.inputs.box import understand
from checks.inputs.recorded_case import answers_json, of_evaluation
from checks.inputs.understood import Cause, Note, Understood
from checks.refusal import unreadable
from checks.running.evaluation import evaluate
from checks.running.pasted_facts import assign

SCHEMA = 1
MAX_ENTRIES = 50
_UNSAID = Request(url="", origin="")
_MISSING = {
    "url": "The text has no URL. Write the one that the Network panel shows for this request.",
    "origin": "The text does not say which page makes the request. Write the origin from that page's address bar.",
}
_NEXT = (
    "A configuration makes no request, and the response also depends on what is in front of and behind it. Fill "
    "in the request that fails and check it where the server runs, or paste the response it gets."
)
_OTHER_ANSWER = (
    "The pasted response lets the page read it, so the browser's message is about another one: the response to "
    "the preflight (OPTIONS), or one from another moment. Copy that one from the Network panel."
)
_BLOCKED = ("blocked", "differs")
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_DAMAGED = "The list of requests to choose from was damaged in transit. Paste the text again."
Json = dict[str, Any]


def fragment_document(text: str, typed: Mapping[str, Any], site: str) -> Json:
    """The answer of `POST /api/v1/fragments`; `typed` are fields of a request, with clean values, that stand beside
    the text, and `site` is our origin. Raises Refusal."""
    read = read_fragment(text, typed, site)
    document, first = read[0]
    entries = [_entry(one, blocked=_is_blocked(document, one)) for document, one in read] if len(read) > 1 else []
    secrets = _secrets(one for _, one in read)
    return _document(first, document, site) | {"entries": entries, "secrets_replaced": secrets}


def read_fragment(text: str, typed: Mapping[str, Any], site: str) -> list[tuple[Json | None, Understood]]:
    """The requests of a text, each with the judgement of the answers that were pasted for it, the blocked ones first,
    as they are what one pastes for; the first tells what of the text was left out. Raises Refusal."""
    found = understand(text)
    requests = [_with_typed(one, typed) for one in (found.others or (found,))[:MAX_ENTRIES]]
    read = [(document, _told_by(document, one)) for one in requests for document in [_judged(one, site)]]
    read.sort(key=lambda pair: not _is_blocked(*pair))
    document, first = read[0]
    return [(document, replace(first, left_out=found.left_out, configuration=found.configuration)), *read[1:]]


def chosen_document(entries: str, number: str, site: str) -> Json:
    """The same for the entry of that number, from the `entries` of an earlier document as JSON; raises Refusal where
    they were damaged since."""
    try:
        listed = json.loads(entries)
        found = _of_entry(listed[int(number)])
        return _document(found, _judged(found, site), site) | {"entries": listed, "secrets_replaced": _secrets([found])}
    except _DAMAGE as error:
        raise unreadable(_DAMAGED) from error


def _document(found: Understood, judged: Json | None, site: str) -> Json:
    found = replace(found, notes=(*found.notes, *_unasked(found)))
    guesses = [note for note in found.notes if note.kind == "guess"]
    left = [{"text": "", "field": note.field, "why": note.text} for note in found.notes if note.kind == "left-out"]
    return {
        "schema": SCHEMA,
        "what": found.what,
        "kinds": list(found.kinds or ((found.kind,) if found.kind else ())),
        "request": _request(found.request),
        "missing": _missing(found),
        "assumed": [{"field": note.field, "why": note.text} for note in guesses],
        "notes": [asdict(note) for note in found.notes if note.kind in ("fact", "secret")],
        "causes": [_cause(cause, found.causes) for cause in found.causes],
        "responses": answers_json(found.answers),
        "document": judged,
        "configuration": _configuration(found, site),
        "left_out": [*map(asdict, found.left_out), *left],
    }


def _entry(found: Understood, *, blocked: bool) -> Json:
    """What of a request makes it possible to choose it later."""
    return {
        "request": _request(found.request),
        "blocked": blocked,
        "what": found.what,
        "kinds": list(found.kinds or (found.kind,)),
        "responses": answers_json(found.answers),
        "causes": [asdict(cause) for cause in found.causes],
        "notes": [asdict(note) for note in found.notes],
    }


def _of_entry(entry: Json) -> Understood:
    of_request = of_evaluation({"request": entry["request"], "responses": entry["responses"]})
    return replace(
        of_request,
        what=str(entry["what"]),
        kinds=tuple(map(str, entry["kinds"])),
        blocked=bool(entry["blocked"]),
        causes=tuple(Cause(**cause) for cause in entry["causes"] if cause["rule"] in RULES),
        notes=tuple(Note(**note) for note in entry["notes"]),
    )


def _with_typed(found: Understood, typed: Mapping[str, Any]) -> Understood:
    """The same with what was typed beside it, where the text itself does not say it.

    What was typed for another URL says of this request only which page it is about.
    """
    guessed = {note.field for note in found.notes if note.kind == "guess"}
    if found.request.url and typed.get("url", found.request.url) != found.request.url:
        typed = {name: value for name, value in typed.items() if name == "origin"}
    taken = {
        name: value
        for name, value in typed.items()
        if name in guessed or (not found.request.url and getattr(found.request, name) == getattr(_UNSAID, name))
    }
    notes = tuple(note for note in found.notes if note.kind != "guess" or note.field not in taken)
    return replace(found.asking(**taken), notes=notes)


def _judged(found: Understood, site: str) -> Json | None:
    """The judgement of the pasted answers, where they and the request are known."""
    if not found.answers or _missing(found):
        return None
    return evaluate(found.request, assign(found.request, found.answers), site, fixes=False)


def _told_by(document: Json | None, found: Understood) -> Understood:
    """With the causes that the judgement leaves: of several for the same words, those that the pasted answers show."""
    if document is None or not found.causes:
        return found
    shown = {finding["rule"] for finding in document["findings"]}
    if shown.intersection(found.rules):
        first = found.causes[0]
        left = [first] if first.certain or first.rule in shown else []
        left += [_shown_by_answers(cause) for cause in found.causes[1:] if cause.rule in shown and not cause.certain]
        left += [cause for cause in found.causes[1:] if cause.certain]
        return replace(found, causes=tuple(left))
    of_a_console = any(kind.endswith("console") for kind in (found.kind, *found.kinds))
    if of_a_console and document["verdict"] == "allowed":
        return replace(found, notes=(*found.notes, Note("fact", _OTHER_ANSWER)))
    return found


def _shown_by_answers(cause: Cause) -> Cause:
    """A cause that the words alone left open, without the sentence that says so."""
    return replace(cause, certain=True, why=f"The pasted response shows it. {RULES[cause.rule].remedy}")


def _unasked(found: Understood) -> list[Note]:
    """A note on the headers that the pasted preflight did not ask for."""
    if _missing(found):
        return []
    judged = as_asked(found.request, assign(found.request, found.answers))
    names = [name for name, value in found.request.headers if (name, value) not in judged.headers]
    if not names:
        return []
    asks = ",".join(sorted(reason.name for reason in plan(found.request).reasons if reason.name))
    text = (
        f"The pasted preflight does not ask for {', '.join(names)}, so its response says nothing about that, and "
        f"is judged without. A browser sends Access-Control-Request-Headers: {asks}."
    )
    return [Note("fact", text, "headers")]


def _is_blocked(document: Json | None, found: Understood) -> bool:
    """What a recording shows counts for more than a judgement of it."""
    if found.blocked or found.kind == "har":
        return found.blocked
    return document is not None and document["verdict"] in _BLOCKED


def _missing(found: Understood) -> list[Json]:
    if found.configuration is not None and not found.request.url and not found.answers:
        return []
    return [{"field": name, "why": why} for name, why in _MISSING.items() if not getattr(found.request, name)]


def _configuration(found: Understood, site: str) -> Json | None:
    """The configuration with where its stack's fixes are, and what tells what it does."""
    told = found.configuration
    if told is None:
        return None
    fixes = {"fixes": f"{site}/fixes/{told.format}/"} if told.format in STACKS else {}
    return {**asdict(told), "next": _NEXT, **fixes}


def _cause(cause: Cause, all_of_them: tuple[Cause, ...]) -> Json:
    certain = cause.certain or len(all_of_them) == 1
    return {"rule": cause.rule, "title": RULES[cause.rule].title, **asdict(cause), "certain": certain}


def _request(request: Request) -> Json:
    """The request as a document holds it; of a body only that there is one."""
    shown = request_json(request)
    return {**shown, "body": shown["body"][:1]} if "body" in shown else shown


def _secrets(requests: Iterable[Understood]) -> int:
    return sum(note.kind == "secret" for found in requests for note in found.notes)
