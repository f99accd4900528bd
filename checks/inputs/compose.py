"""The parts of one text, joined: a request with the answers after it, its preflight, and what consoles said of it.

What fits to no other part is a request of its own, and there is a choice; lines that no part took are told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from checks.cors.journey import response_of
from checks.cors.model import get_header
from checks.cors.urls import parse
from checks.inputs import two_answers
from checks.inputs.dummy import clean_text, secrets_in
from checks.inputs.understood import ASKS_FOR_THE_LINE, Cause, LeftOut, Part, PastedAnswer, Understood

# Each part is compared with the requests before it.
MAX_PARTS = 200
MAX_LEFT_OUT = 20
_SHOWN = 80
_FENCE = re.compile(r"\s*(?:```|~~~)[\w+-]*\s*")
_WHY = "It has no request, response or browser message in a form that can be read here."
_CONSOLE = "console"


@dataclass(slots=True)
class _Request:
    """What the text says of one request, in the order of its parts; the answers to it as a page would send it come
    before those to it without an Origin."""

    parts: list[Understood] = field(default_factory=list)
    as_a_page: list[PastedAnswer] = field(default_factory=list)
    without_origin: list[PastedAnswer] = field(default_factory=list)

    @property
    def answers(self) -> tuple[PastedAnswer, ...]:
        return (*self.as_a_page, *self.without_origin)

    def asked_by(self, part: Understood) -> list[PastedAnswer]:
        """Where the answers go that follow this part."""
        return self.as_a_page if part.request.origin else self.without_origin

    @property
    def url(self) -> str:
        return next((part.request.url for part in self.parts if part.request.url), "")

    @property
    def origin(self) -> str:
        return next((part.request.origin for part in self.parts if part.request.origin), "")


def joined(text: str, parts: Sequence[Part]) -> Understood | None:
    """What the parts of a text say together; None where there is none."""
    if not parts:
        return None
    parts, more = parts[:MAX_PARTS], parts[MAX_PARTS:]
    asked = [part.found for part in parts if part.found.configuration is None]
    configurations = [part.found for part in parts if part.found.configuration is not None]
    requests = _requests(asked)
    of_url = _by_url(requests)
    found = [_one(request, _as_other_origins(request, of_url[request.url])) for request in requests]
    found = found or configurations[:1]
    taken = {number for part in (*parts, *more) for number in part.lines}
    left = [LeftOut(f"{len(more)} more", f"Only the first {MAX_PARTS} things in a text are read.")] if more else []
    first = replace(found[0], left_out=(*found[0].left_out, *left, *left_out(text, taken)))
    for beside in configurations[:1] if asked else []:
        first = replace(
            first,
            configuration=beside.configuration,
            what=_beside(first.what, beside.what),
            kinds=(*(first.kinds or (first.kind,)), beside.kind),
        )
    if len(found) == 1:
        return first
    return replace(first, others=(replace(first, left_out=(), configuration=None), *found[1:]))


def with_document(document: Understood, beside: Understood) -> Understood:
    """A recording with what stands beside it: what consoles said of one of its requests belongs to that one."""
    listed = list(document.others or (document,))
    asked = [part for part in beside.others or (beside,) if part.request.url or part.answers or part.causes]
    for part in asked:
        place = next((number for number, one in enumerate(listed) if _same(_Request([one]), part)), None)
        if place is None:
            listed.append(part)
        else:
            request = _Request([listed[place], part], list(listed[place].answers))
            answers = request.asked_by(part)
            answers.extend(part.answers)
            listed[place] = _one(request)
    # What somebody pasted a message of is what they ask about.
    listed.sort(key=lambda one: not one.causes)
    first = replace(listed[0], left_out=(*document.left_out, *beside.left_out), configuration=beside.configuration)
    if beside.configuration is not None and not asked:
        kinds = (*(first.kinds or (first.kind,)), beside.kind)
        first = replace(first, what=_beside(first.what, beside.what), kinds=kinds)
    return first if len(listed) == 1 else replace(first, others=tuple(listed))


def _requests(parts: Iterable[Understood]) -> list[_Request]:
    """Each request with all that is said of it; heads of answers belong to the request before them."""
    requests: list[_Request] = []
    of_url: dict[str, list[_Request]] = {"": []}
    early: list[Understood] = []
    asked: tuple[Understood, list[PastedAnswer]] | None = None
    for part in parts:
        if part.answers and not part.request.url:
            if asked is None:
                early.append(part)
            else:
                asked[1].extend(_of(asked[0], part.answers, asked[1]))
            continue
        url = part.request.url.partition("#")[0]
        near = [*of_url.get(url, ()), *of_url[""]] if url else requests
        mine = next((request for request in near if _same(request, part)), None)
        if mine is None:
            mine = _Request()
            requests.append(mine)
        mine.parts.append(part)
        of_url.setdefault(mine.url.partition("#")[0], []).append(mine)
        answers = mine.asked_by(part)
        answers.extend(part.answers)
        if part.request.url and not part.kind.endswith(_CONSOLE):
            asked = (part, answers)
            answers += _of(part, _answers(early), [])
            early = []
    if early:
        _give(requests, early)
    return requests


def _give(requests: list[_Request], heads: list[Understood]) -> None:
    """Answers of which nothing says what they answer: where there is one request, it is that."""
    if len(requests) != 1:
        requests.insert(0, _Request(list(heads)))
    requests[0].as_a_page += _answers(heads)


def _answers(heads: Iterable[Understood]) -> list[PastedAnswer]:
    return [answer for head in heads for answer in head.answers]


def _of(request: Understood, answers: Iterable[PastedAnswer], before: Sequence[PastedAnswer]) -> list[PastedAnswer]:
    """The answers with what they answer: the request's URL, or where the answer before them leads."""
    url = request.request.url.partition("#")[0]
    for earlier in before[-1:]:
        url = _redirected(earlier) or url
    named = []
    for answer in answers:
        preflight = request.is_preflight if answer.preflight is None or request.is_preflight else answer.preflight
        asked_for = tuple(name for name, _ in request.request.headers) if request.is_preflight else answer.asked_for
        named.append(replace(answer, url=answer.url or url, preflight=preflight, asked_for=asked_for))
        url = _redirected(named[-1]) or url
    return named


def _redirected(answer: PastedAnswer) -> str:
    response = response_of(answer.answer)
    location = get_header(response.headers, "location") if response and 300 <= response.status < 400 else None
    target = parse(location, answer.url) if location else None
    return target.href.partition("#")[0] if target else ""


def _same(request: _Request, part: Understood) -> bool:
    """Whether a part is about this request: the same URL, no other page, no other method; a message without a URL is
    about any."""
    url, origin = part.request.url.partition("#")[0], part.request.origin
    if not url or not request.url:
        return part.kind.endswith(_CONSOLE) or all(one.kind.endswith(_CONSOLE) for one in request.parts)
    # Who asks by hand with HEAD means the GET that the page makes.
    methods = {one.request.method for one in (*request.parts, part) if _says(one, "method")} - {"HEAD"}
    origins = {one for one in (origin, request.origin) if one}
    return url == request.url.partition("#")[0] and len(methods) < 2 and len(origins) < 2


def _as_other_origins(request: _Request, of_its_url: Iterable[_Request]) -> list[PastedAnswer]:
    """The answers to the same request from pages of other origins, which a cache must keep apart."""
    return [answer for one in of_its_url if one is not request for answer in one.as_a_page]


def _by_url(requests: Iterable[_Request]) -> dict[str, list[_Request]]:
    named: dict[str, list[_Request]] = {}
    for request in requests:
        named.setdefault(request.url, []).append(request)
    return named


def _one(request: _Request, elsewhere: Sequence[PastedAnswer] = ()) -> Understood:
    """One request of all its parts: the fields of the part that says most, what only others say, and all causes."""
    base = min(request.parts, key=_rank)
    answers = request.answers
    compared = tuple(two_answers.causes(answers)) or tuple(two_answers.causes_of_origins(answers, elsewhere))
    if len(request.parts) == 1:
        return replace(base, what=_what(request), answers=answers, causes=_causes((*base.causes, *compared)))
    others = [part for part in request.parts if part is not base]
    told = {note.field for note in base.notes if note.kind == "guess"}
    changes = {}
    for name in ("url", "origin", "method", "headers", "credentials", "initiator"):
        known = next((part for part in others if _says(part, name)), None)
        if known is not None and (name in told or not getattr(base.request, name)):
            changes[name] = getattr(known.request, name)
    if base.request.method == "HEAD" and any(
        part.request.method != "HEAD" and _says(part, "method") for part in others
    ):
        changes["method"] = next(part.request.method for part in others if part.request.method != "HEAD")
    notes = [note for note in base.notes if not (note.kind == "guess" and note.field in changes)]
    notes += [note for part in others for note in part.notes if note.kind != "guess" and not part.is_preflight]
    if any(part.causes for part in request.parts):
        notes = [note for note in notes if not note.text.endswith(ASKS_FOR_THE_LINE)]
    made = base.asking(**changes)
    return replace(
        made,
        what=_what(request),
        notes=tuple(dict.fromkeys(notes)),
        answers=answers,
        causes=_causes((*(cause for part in request.parts for cause in part.causes), *compared)),
        blocked=any(part.blocked for part in request.parts),
        left_out=tuple(words for part in request.parts for words in part.left_out),
        kinds=tuple(dict.fromkeys(part.kind for part in request.parts)),
        is_preflight=False,
    )


def _what(request: _Request) -> str:
    heads = [part for part in request.parts if part.kind == "response-head"]
    if len(heads) == len(request.parts) and len(request.answers) > 1:
        return f"{len(request.answers)} responses"
    named, *others = dict.fromkeys(part.what for part in sorted(request.parts, key=_rank))
    if request.answers and not any(part.answers for part in request.parts):
        named = f"{named} and its output"
    return reduce(_beside, others, named)


def _beside(what: str, other: str) -> str:
    return f"{what} and {other}" if " with " in what else f"{what} with {other}"


def _causes(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Each rule once, as it was first named."""
    first: dict[str, Cause] = {}
    for cause in causes:
        first.setdefault(cause.rule, cause)
    return tuple(first.values())


def _rank(part: Understood) -> int:
    if part.kind.endswith(_CONSOLE):
        return 2
    return 1 if part.is_preflight else 0


def _says(part: Understood, name: str) -> bool:
    """Whether a part says this of the request, and does not guess it."""
    return bool(getattr(part.request, name)) and not any(
        note.kind == "guess" and note.field == name for note in part.notes
    )


def left_out(text: str, taken: Collection[int] = ()) -> list[LeftOut]:
    """The lines that no part took, neighbours together; the blank ones do not count."""
    lines = text.split("\n")
    runs: list[list[str]] = []
    before = -2
    for number, line in enumerate(lines):
        if number in taken or not re.search(r"\w", line) or _FENCE.fullmatch(line):
            continue
        if number == before + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
        before = number
    secrets = secrets_in(text) if runs else []
    told = [LeftOut(_begin(run, secrets), _WHY) for run in runs[:MAX_LEFT_OUT]]
    if len(runs) > MAX_LEFT_OUT:
        told.append(LeftOut(f"and {len(runs) - MAX_LEFT_OUT} more places", _WHY))
    return told


def _begin(run: Sequence[str], secrets: Sequence[str]) -> str:
    words = clean_text(" ".join(run[0][: 4 * _SHOWN].split()), secrets)
    shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
    return shown if len(run) == 1 else f"{shown} (and {len(run) - 1} more {'line' if len(run) == 2 else 'lines'})"
