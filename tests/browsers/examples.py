"""The lab's examples as cases, so that real browsers confirm what every rule says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from checks.cors import lab
from checks.cors.model import Answer, Failure, HttpResponse
from checks.cors.rules import RULES
from checks.cors.rules.base import Example

from .cases import Case
from .server import phrase

LAB: tuple[lab.Which, ...] = ("broken", "right")
# Where the check stops before a browser would, or a browser waits for minutes, nothing is predicted of it.
UNPREDICTED = frozenset({"check-limit", "preflight-never-answered", "request-never-answered"})
# The pages of these runs have no service worker and do not call fetchLater().
UNREACHED = frozenset({"service-worker-error", "api-missing"})


def cases(page: str, lab_origin: str) -> Iterator[Case]:
    """Both examples of every rule, but for those of a page that is not plain http on this machine."""
    for rule in (rule for rule in RULES if rule not in UNPREDICTED | UNREACHED):
        for which in LAB:
            request = lab.request(rule, which, lab=lab_origin, page=page)
            if request.origin in (page, "null"):
                answer = answers(rule, which, page, lab_origin)
                key = lab.path(rule, which)
                alone = key not in request.url or leaves(lab.example(rule, which))
                yield Case(f"{rule}/{which}", "lab", key, request, answer, alone)


def leaves(example: Example) -> bool:
    """Whether it redirects to an address that is not its own."""
    headers = [field for hop in example.hops for field in (*hop.main.headers, *hop.preflight.headers)]
    return any(name.lower() == "location" and "{next}" not in value for name, value in headers)


def answers(rule: str, which: lab.Which, page: str, lab_origin: str) -> Callable[[str, bool, str | None], Answer]:
    def answer(url: str, preflight: bool, origin: str | None) -> Answer:
        split = urlsplit(url)
        if f"{split.scheme}://{split.netloc}" not in (page, lab_origin):
            closed = "ERR_CONNECTION_CLOSED" if split.scheme == "https" else "ERR_CONNECTION_REFUSED"
            return Failure("connect_error", net_error=closed)
        hop = int(parse_qs(split.query).get("hop", ["0"])[0])
        found = lab.reply(rule, which, hop, preflight=preflight, origin=origin, lab=lab_origin, page=page)
        if isinstance(found, HttpResponse):
            return replace(found, reason=phrase(found.status))
        return found or Failure("not_recorded")

    return answer
