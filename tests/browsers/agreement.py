"""Compares what was predicted with what a browser did, part by part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from checks.cors.contexts import WORKERS
from checks.cors.model import HttpRequest, Outcome

from .cases import Case, Observed, Received
from .server import ScriptedServer

PARTS = ("outcome", "exposed_headers", "requests", "console")
# Lines about how long something took, one that repeats a rule of the page's own style sheet, one of the browser's own
# code, and those of the very page that every case has.
NOT_OURS = re.compile(
    r"^Slow network is detected|preloaded (with|using) link preload (was|but) not used|^downloadable font: "
    r"|^NotAllowedError: PathUtils|^A resource is blocked by OpaqueResponseBlocking, please check browser console"
    r"|^Loading the image 'data:,' violates "
)
# The page's own address is the harness's and not the request's.
PAGE_ADDRESS = re.compile(r"(?<=Content at )\S+")


@dataclass(frozen=True, slots=True)
class Difference:
    case: Case
    browser: str
    part: str
    predicted: Any
    observed: Any


def differences(case: Case, predicted: Outcome, observed: Observed, server: ScriptedServer) -> list[Difference]:
    expected, seen = expectation(predicted, server.served), reality(observed)
    if case.request.initiator not in ("fetch", "xmlhttprequest") or observed.outcome != "allowed":
        expected["exposed_headers"] = seen["exposed_headers"] = []
    if observed.outcome == "unseen":
        expected["outcome"] = "unseen"
    if predicted.browser == "firefox":
        # Its lines come from two processes, in the order of their arrival.
        expected["console"], seen["console"] = sorted(expected["console"]), sorted(seen["console"])
    if predicted.browser == "chromium" and (case.request.context in WORKERS or case.request.made_by.in_worker):
        # The page alone is heard here, not its worker too.
        expected["console"] = once(expected["console"])
    return [
        Difference(case, predicted.browser, part, expected[part], seen[part])
        for part in PARTS
        if expected[part] != seen[part]
    ]


def once(lines: Sequence[str]) -> list[str]:
    """The lines without those that only repeat the one before."""
    return [line for line, before in zip(lines, [None, *lines], strict=False) if line != before]


def expectation(predicted: Outcome, served: tuple[str, ...]) -> dict[str, Any]:
    """The prediction as it can be seen: of the requests, those that reach the scripted server."""
    origins = tuple(f"{origin}/" for origin in served)
    return {
        "outcome": "blocked" if predicted.outcome == "unreachable" else predicted.outcome,
        "exposed_headers": list(predicted.exposed_headers),
        "requests": [
            summary(exchange.request) for exchange in predicted.exchanges if exchange.request.url.startswith(origins)
        ],
        "console": plain(predicted.console),
    }


def reality(observed: Observed) -> dict[str, Any]:
    return {
        "outcome": observed.outcome,
        "exposed_headers": observed.exposed_headers,
        "requests": observed.requests,
        "console": plain(observed.console),
    }


def summary(request: HttpRequest) -> dict[str, Any]:
    return Received(request.method, request.url, request.headers).summary()


def plain(lines: Iterable[str]) -> list[str]:
    return [PAGE_ADDRESS.sub("PAGE", line) for line in lines if not NOT_OURS.search(line)]


def table(cases: Sequence[Case], found: Iterable[Difference], browsers: Sequence[str]) -> str:
    """Agreement per family and browser, in cases: `=` where all agree, else how many do not."""
    sizes = Counter(case.family for case in cases)
    wrong = Counter((one.case.family, one.browser, one.part) for one in found)
    rows = [["family", "cases", *(f"{browser} {part}" for browser in browsers for part in PARTS)]]
    for family, size in sizes.items():
        counts = [wrong[family, browser, part] for browser in browsers for part in PARTS]
        rows.append([family, str(size), *("=" if not count else f"-{count}" for count in counts)])
    total = sum(sizes.values())
    sums = [sum(wrong[family, browser, part] for family in sizes) for browser in browsers for part in PARTS]
    rows.append(["all", str(total), *(f"{100 * (total - count) / total:.2f}%" for count in sums)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
