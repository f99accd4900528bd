"""`corschecker check --policy FILE`: what was found, judged by what the file wants."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checks.cors.model import Request
from checks.terminal.ending import Wrong
from checks.terminal.files import read_text
from checks.terminal.policy_file import FORMAT, PolicyFileError, Wanted, read
from checks.terminal.results import NOT_AN_ANSWER, NOT_SENT, Result, Send, result_of
from checks.terminal.said import Said, said


def policy_results(parsed: argparse.Namespace, send: Send) -> list[Result]:
    """A result for all that the file wants; raises Wrong for one that cannot be used."""
    try:
        text = read_text(parsed.policy)
    except Wrong as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise Wrong(f"{error} {FORMAT}") from error
        raise
    try:
        wanted = read(text, base_url=parsed.urls[0] if parsed.urls else "")
    except PolicyFileError as error:
        raise Wrong(f"{parsed.policy}: {error}") from error
    found = send(
        [item.request for item in wanted],
        probes=not parsed.no_probes,
        confirm=parsed.confirm_side_effects,
        timeout_s=parsed.timeout,
    )
    return compare_all(wanted, found)


def compare_all(wanted: Sequence[Wanted], found: Sequence[Result]) -> list[Result]:
    """The results as the file wants them."""
    pairs = [(item, replace(result, wanted=item)) for item, result in zip(wanted, found, strict=True)]
    let_in = {_question(item.request) for item, result in pairs if item.allowed and _is_let_in(result)}
    return [compare(item, result, others_let_in=_question(item.request) in let_in) for item, result in pairs]


def compare(wanted: Wanted, result: Result, *, others_let_in: bool = False) -> Result:
    """The result as the file wants it: for a denied origin it is good that the server's answers refuse it.

    `others_let_in` says that the server lets another origin in that asks the same: an error or a redirect without CORS
    headers shows its policy only then.
    """
    document = result.document
    if document is None:
        return result
    by_browser = {name: said(document, browser) for name, browser in document["browsers"].items()}
    return (_allowed if wanted.allowed else _denied)(wanted, result, document, by_browser, others_let_in)


def _denied(
    wanted: Wanted, result: Result, document: Mapping[str, Any], by_browser: Mapping[str, Said], others_let_in: bool
) -> Result:
    passing = _that_say(by_browser, Said.ALLOWED)
    if passing:
        return replace(result, state="bad", why=f"Must be denied, but is allowed in {', '.join(passing)}.")
    doubtful = _that_say(by_browser, Said.REFUSED_IN_PASSING) if not others_let_in else []
    open_question = _open_question(document, by_browser)
    if open_question is None and doubtful:
        status = document["exchanges"][document["browsers"][doubtful[0]]["exchanges"][-1]]["response"]["status"]
        open_question = (
            f"The server responded with {status} without CORS headers, which does not show whom it allows. Use a "
            "URL that it serves to this request, or an origin that it allows to send the same."
        )
    if open_question is not None:
        return replace(result, state="unanswered", why=open_question)
    return replace(result, state="good", why=None)


def _allowed(
    wanted: Wanted, result: Result, document: Mapping[str, Any], by_browser: Mapping[str, Said], others_let_in: bool
) -> Result:
    refusing = _that_say(by_browser, Said.REFUSED, Said.REFUSED_IN_PASSING)
    if refusing and document["verdict"] != "inconclusive":
        rules = sorted({str(document["browsers"][name]["rule"]) for name in refusing})
        return replace(result, state="bad", why=f"Blocked in {', '.join(refusing)}: {', '.join(rules)}.")
    open_question = _open_question(document, by_browser)
    if open_question is not None:
        return replace(result, state="unanswered", why=open_question)
    if document["safety"] == "dangerous":
        return replace(result_of(result.request, {**document, "verdict": "allowed"}), wanted=result.wanted)
    hidden = [name for name in wanted.expose if not _is_exposed(document, name)]
    if hidden and document["verdict"] != "preflight-only":
        return replace(result, state="bad", why=f"The page's code cannot read {', '.join(hidden)}.")
    return replace(result, state="good", why=None)


def _open_question(document: Mapping[str, Any], by_browser: Mapping[str, Said]) -> str | None:
    """Why it is not known what the server does, None where it has answered every browser that asked."""
    if document["verdict"] in ("unreachable", "inconclusive"):
        return NOT_AN_ANSWER
    if _that_say(by_browser, Said.HELD_BACK):
        return NOT_SENT
    silent = _that_say(by_browser, Said.NOTHING)
    if silent:
        return f"The server sent no response that decides in {', '.join(silent)}{_rules(document, silent)}."
    unasked = _that_say(by_browser, Said.NOT_ASKED)
    if len(unasked) == len(by_browser):
        return f"No browser sends this request, so nothing was sent{_rules(document, unasked)}."
    return None


def _rules(document: Mapping[str, Any], names: Iterable[str]) -> str:
    rules = sorted({rule for name in names if (rule := document["browsers"][name]["rule"])})
    return f": {', '.join(rules)}" if rules else ""


def _that_say(by_browser: Mapping[str, Said], *what: Said) -> list[str]:
    return [name for name, word in by_browser.items() if word in what]


def _is_let_in(result: Result) -> bool:
    """Whether the server lets this origin read its answer, in every browser that asked."""
    document = result.document
    if document is None:
        return False
    found = {said(document, browser) for browser in document["browsers"].values()} - {Said.NOT_ASKED}
    return found == {Said.ALLOWED}


def _question(request: Request) -> Request:
    """The request whoever makes it."""
    return replace(request, origin="")


def _is_exposed(document: Mapping[str, Any], name: str) -> bool:
    return all(name in browser["exposed_headers"] for browser in document["browsers"].values() if browser["exchanges"])
