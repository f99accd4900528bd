"""Replays recorded cases through the flow and says where prediction and recording part."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from checks.cors.later import conversation
from checks.cors.model import Answer, Failure, HttpRequest, Outcome
from checks.cors.recorded import Recorded
from tests.cors.recordings import Case, load, outside

# What the recordings of these scopes do not hold.
WITHOUT_AUTHORIZATION = ("https", "more")
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
        return bool(self.recorded == self.predicted)


class _Server:
    """The answers of a recording that holds every request that reached the server: what is not there got none."""

    def __init__(self, case: Case) -> None:
        self.recorded = Recorded(case.responses)

    def __call__(self, request: HttpRequest) -> Answer:
        answer = self.recorded(request)
        missing = isinstance(answer, Failure) and answer.code == "not_recorded"
        return Failure("connect_error", net_error="ERR_FAILED") if missing else answer


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
            recorded = observed.requests if case.scope not in WITHOUT_AUTHORIZATION else _tried_once(observed.requests)
            yield Comparison(case, browser, "requests", recorded, seen)
            if observed.console is not None:
                lines = [line for each in (outcome, *(later for later, _ in then)) for line in each.console]
                yield Comparison(case, browser, "console", observed.console, lines)
            if observed.then:
                found = [[later.outcome, _seen_by_servers(later)] for later, _ in then]
                yield Comparison(case, browser, "then", observed.then, found)


def _seen_by_servers(outcome: Outcome) -> list[list[Any]]:
    """The requests that reached a server, without Authorization and without what is only tried again."""
    reached = [item.request for item in outcome.exchanges if not isinstance(item.answer, Failure)]
    return _tried_once([line if len(line) > 4 else line[:3] for line in map(_request, reached)])


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
