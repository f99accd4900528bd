"""What a run found: a document for each request, and the exit status that they make together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from checks.cors.model import Request
from checks.terminal.said import Said, said

if TYPE_CHECKING:
    from checks.terminal.policy_file import Wanted


class Send(Protocol):
    """Sends requests and judges their answers: a result for each, in their order."""

    def __call__(
        self, requests: Sequence[Request], *, probes: bool, confirm: bool, timeout_s: float
    ) -> list[Result]: ...


State = Literal["good", "bad", "unanswered"]
EXIT = {"good": 0, "bad": 1, "unanswered": 2}
NOT_AN_ANSWER = "The response did not come from the API that was requested."
NOT_RECORDED = "A response is not in the recording, so the outcome is unknown. Record it with its responses."
NOT_SENT = "The request may change data and was not sent, so the outcome is unknown: add --confirm-side-effects."
DOCS = "https://cors.invalid"


@dataclass(frozen=True, slots=True)
class Result:
    """A request with its document; `refused` is a sentence where nothing was sent, and then there is no document.

    `why` says what is not as wanted, None where all is. `wanted` is what a policy file wants, None without one.
    """

    request: Request
    document: Mapping[str, Any] | None
    state: State
    why: str | None = None
    wanted: Wanted | None = None


def result_of(request: Request, document: Mapping[str, Any]) -> Result:
    """Good is what every browser allows, and what no stranger can read that should not."""
    verdict, safety = document["verdict"], document["safety"]
    by_browser = {name: said(document, browser) for name, browser in document["browsers"].items()}
    failed = [name for name, browser in document["browsers"].items() if browser["outcome"] == "unreachable"]
    if any(browser["outcome"] == "unknown" for browser in document["browsers"].values()):
        return Result(request, document, "unanswered", NOT_RECORDED)
    if verdict in ("unreachable", "inconclusive") or any(by_browser[name] == Said.NOTHING for name in failed):
        return Result(request, document, "unanswered", NOT_AN_ANSWER)
    if Said.HELD_BACK in by_browser.values():
        return Result(request, document, "unanswered", NOT_SENT)
    if verdict in ("blocked", "differs"):
        blocking = [name for name, word in by_browser.items() if word != Said.ALLOWED]
        rules = sorted({str(document["browsers"][name]["rule"]) for name in blocking})
        return Result(request, document, "bad", f"Blocked in {', '.join(blocking)}: {', '.join(rules)}.")
    if safety == "dangerous":
        rules = sorted({item["rule"] for item in document["findings"] if item["severity"] == "security"})
        return Result(request, document, "bad", f"Works, but dangerous: {', '.join(rules)}.")
    return Result(request, document, "good")


def refused(request: Request, sentence: str) -> Result:
    return Result(request, None, "unanswered", sentence)


def exit_status(results: Iterable[Result]) -> int:
    """0 all as wanted, 1 something blocked or unsafe, 2 something not answered."""
    return max((EXIT[result.state] for result in results), default=2)


def against_policy(results: Iterable[Result]) -> bool:
    """Whether a policy file says what is wanted, and not the checker itself."""
    return any(result.wanted is not None for result in results)


def wish(result: Result) -> str:
    """What a policy file wants of the request, in its own words."""
    return "allow" if result.wanted and result.wanted.allowed else "deny"


def in_one_line(request: Request) -> str:
    """What is asked, and by whom."""
    return f"{request.method} {request.url} from {request.origin}{with_credentials(request)}"


def with_credentials(request: Request) -> str:
    return " with credentials" if request.credentials == "include" else ""


def console(result: Result) -> list[str]:
    """The lines that all browsers print; one that is printed in several lines is several here."""
    browsers = result.document["browsers"].values() if result.document else ()
    return [line for browser in browsers for printed in browser["console"] for line in _lines(printed)]


def _lines(printed: str) -> list[str]:
    return printed.rstrip("\n").split("\n")
