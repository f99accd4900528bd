"""Replays recorded cases through the flow and says where prediction and recording part."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from checks.cors.contexts import WORKERS
from checks.cors.later import conversation
from checks.cors.model import Answer, Failure, HttpRequest, HttpResponse, Outcome
from checks.cors.recorded import Recorded
from checks.cors.urls import as_http
from tests.cors.recordings import Case, Observation, load, outside
from tests.cors.recordings.facts import OUTCOMES

# What the recordings of these scopes do not hold.
WITHOUT_AUTHORIZATION = ("https", "more")
# Its cases were asked twice, to see which cookies are sent then; the lines of both are recorded.
ASKED_TWICE = ("set-cookie", "set-cookie-3p")
ASPECTS = ("outcome", "exposed_headers", "requests", "console", "then")


@dataclass(frozen=True)
class Comparison:
    """One aspect of one case in one browser: what was recorded and what was predicted."""

    case: Case
    browser: str
    aspect: str
    recorded: Any
    predicted: Any

    @property
    def agrees(self) -> bool:
        if self.aspect == "outcome" and self.recorded in OUTCOMES:
            return self.predicted in OUTCOMES[self.recorded]
        return bool(self.recorded == self.predicted)


class _Server:
    """The answers of a recording that holds every request that reached the server: what is not there got none."""

    def __init__(self, case: Case) -> None:
        self.recorded = Recorded(case.responses)

    def __call__(self, request: HttpRequest) -> Answer:
        answer = self.recorded(request)
        missing = isinstance(answer, Failure) and answer.code == "not_recorded"
        return Failure("connect_error", net_error="ERR_FAILED") if missing else _echoing(answer, request)


def _echoing(answer: Answer, request: HttpRequest) -> Answer:
    """The answer with what the recording's server repeats of a request."""
    if not isinstance(answer, HttpResponse) or not any("{req_" in value for _, value in answer.headers):
        return answer
    told = {
        "{req_origin}": request.get("origin"),
        "{req_acrm}": request.get("access-control-request-method"),
        "{req_acrh}": request.get("access-control-request-headers"),
    }
    return replace(answer, headers=tuple((name, told.get(value, value) or "") for name, value in answer.headers))


def compare(cases: Iterable[Case]) -> Iterator[Comparison]:
    """Every aspect of every case in every browser that was recorded."""
    for case in cases:
        for browser, observed in case.observed.items():
            (outcome, _), *then = conversation(case.request, case.then, browser, _Server(case))
            yield Comparison(case, browser, "outcome", observed.outcome, outcome.outcome)
            if observed.exposed_headers is not None:
                exposed = list(outcome.exposed_headers)
                yield Comparison(case, browser, "exposed_headers", observed.exposed_headers, exposed)
            seen = sent(outcome) if case.scope not in WITHOUT_AUTHORIZATION else _seen_by_servers(outcome)
            recorded = observed.requests if case.scope not in WITHOUT_AUTHORIZATION else _answered(case, observed)
            yield Comparison(case, browser, "requests", recorded, seen)
            if observed.console is not None:
                predicted = [line for each in (outcome, *(later for later, _ in then)) for line in each.console]
                lines = (observed.console, predicted)
                yield Comparison(case, browser, "console", *(_told_once(lines) if _tells_twice(case) else lines))
            if observed.then:
                found = [[later.outcome, _seen_by_servers(later)] for later, _ in then]
                yield Comparison(case, browser, "then", observed.then, found)


def _seen_by_servers(outcome: Outcome) -> list[list[Any]]:
    """The requests that reached a server, without Authorization and without what is only tried again."""
    reached = [item.request for item in outcome.exchanges if not isinstance(item.answer, Failure)]
    lines = [line if len(line) > 4 else line[:3] for line in map(_request, reached)]
    return _tried_once([[method, as_http(url), *rest] for method, url, *rest in lines])


def _answered(case: Case, observed: Observation) -> list[list[Any]]:
    """The recorded requests, without those that got no answer and without what is only tried again."""
    unanswered = {(item.url, item.preflight) for item in case.responses if isinstance(item.answer, Failure)}
    got = [line for line in observed.requests if (line[1], len(line) > 4) not in unanswered]
    if case.family in ASKED_TWICE:
        # The second time with GET.
        got = [line for line in got if line[0] in (case.request.method, "OPTIONS")]
    return _tried_once(got)


def _tells_twice(case: Case) -> bool:
    """Whether the recording may hold a line twice: what a worker says stands in the page's console, too."""
    return case.request.context in WORKERS or case.family in ASKED_TWICE


def _told_once(lines: tuple[list[str], ...]) -> tuple[list[str], ...]:
    return tuple(list(dict.fromkeys(told)) for told in lines)


def _tried_once(requests: list[list[Any]]) -> list[list[Any]]:
    return [request for request, before in zip(requests, [None, *requests], strict=False) if request != before]


def sent(outcome: Outcome) -> list[list[Any]]:
    """The requests in the recordings' form."""
    return [_request(exchange.request) for exchange in outcome.exchanges]


def _request(http: HttpRequest) -> list[Any]:
    if http.is_preflight:
        asked = (http.get("access-control-request-method"), http.get("access-control-request-headers"))
        return [http.method, http.url, http.get("origin"), *asked, 0]
    return [http.method, http.url, http.get("origin"), bool(http.get("authorization"))]


def table(comparisons: Iterable[Comparison]) -> str:
    """Agreement per family and browser, in per cent, with the number compared."""
    total: Counter[tuple[str, str, str]] = Counter()
    right: Counter[tuple[str, str, str]] = Counter()
    for item in comparisons:
        for family in (f"{item.case.scope}/{item.case.family}", "all"):
            key = (family, item.browser, item.aspect)
            total[key] += 1
            right[key] += item.agrees
    families = sorted({family for family, _, _ in total})
    lines = [f"{'family':42} {'browser':9} " + " ".join(f"{aspect:>15}" for aspect in ASPECTS)]
    for family in families:
        for browser in ("chromium", "firefox", "webkit"):
            if (family, browser, "outcome") not in total:
                continue
            cells = []
            for aspect in ASPECTS:
                count = total[family, browser, aspect]
                share = 100 * right[family, browser, aspect] / count if count else 100.0
                cells.append(f"{share:8.2f} /{count:5d}")
            lines.append(f"{family:42} {browser:9} " + " ".join(cells))
    return "\n".join(lines)


def main() -> None:
    """Prints where a set parts from its recording: `python -m tests.cors.replay https lna chromium`."""
    name, *wanted = sys.argv[1:]
    found = [
        item
        for item in compare(load(name))
        if all(word in (item.case.family, item.browser, item.aspect, item.case.id) for word in wanted)
    ]
    for item in found:
        if not item.agrees:
            print(f"{item.case.id} {item.browser} {item.aspect}")
            print(f"  recorded  {item.recorded}\n  predicted {item.predicted}")
    print(table(found))
    for case_id, why in outside(name):
        if not wanted or case_id.rpartition("-")[0] in wanted:
            print(f"{case_id}: {why}")


if __name__ == "__main__":
    main()
