"""Replays recorded cases through the flow and says where prediction and recording part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from checks.cors.judge import drive
from checks.cors.model import Answer, Failure, HttpRequest, Outcome
from checks.cors.recorded import Recorded
from tests.cors.recordings import Case

ASPECTS = ("outcome", "exposed_headers", "requests", "console")


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
            outcome = drive(case.request, browser, _Server(case))
            yield Comparison(case, browser, "outcome", observed.outcome, outcome.outcome)
            yield Comparison(case, browser, "exposed_headers", observed.exposed_headers, list(outcome.exposed_headers))
            yield Comparison(case, browser, "requests", observed.requests, sent(outcome))
            if observed.console is not None:
                yield Comparison(case, browser, "console", observed.console, list(outcome.console))


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
