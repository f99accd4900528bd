"""`corschecker check --policy FILE`: what the file wants against what was found, as a table or for a CI service."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TextIO

from checks.terminal.options import Wrong, read_text
from checks.terminal.policy_file import PolicyFileError, Wanted, read
from checks.terminal.results import Result, exit_status, result_of
from checks.terminal.style import Style, wants_colour

_WORDS = {True: "allow", False: "deny"}


def run_policy(parsed: argparse.Namespace, out: TextIO) -> int:
    """Returns the exit status; raises Wrong for a file that cannot be used."""
    from checks.terminal.live import check_all

    try:
        wanted = read(read_text(parsed.policy), base_url=parsed.urls[0] if parsed.urls else "")
    except PolicyFileError as error:
        raise Wrong(f"{parsed.policy}: {error}") from error
    found = check_all(
        [item.request for item in wanted],
        probes=not parsed.no_probes,
        confirm=parsed.confirm_side_effects,
        timeout_s=parsed.timeout,
    )
    results = [compare(item, result) for item, result in zip(wanted, found, strict=True)]
    if parsed.form == "text":
        out.write(table(wanted, results, Style(wants_colour(parsed.color, out))))
    else:
        from checks.terminal import outputs

        out.write(getattr(outputs, f"as_{parsed.form}")(results))
    return exit_status(results)


def compare(wanted: Wanted, result: Result) -> Result:
    """The result as the file wants it: for a denied origin it is good that it is blocked."""
    document = result.document
    if document is None or document["verdict"] in ("unreachable", "inconclusive"):
        return result
    # A browser that sends nothing says nothing about the server: Safari, where a test server is on plain http.
    asked = {name: browser for name, browser in document["browsers"].items() if browser["exchanges"]}
    passing = [name for name, browser in asked.items() if _passes(document, browser)]
    if not wanted.allowed:
        if passing:
            return replace(result, state="bad", why=f"Must be denied, and is allowed in {', '.join(passing)}.")
        return replace(result, state="good", why=None)
    if len(passing) < len(asked) or not asked:
        return result
    if document["safety"] == "dangerous":
        return result_of(result.request, {**document, "verdict": "allowed"})
    hidden = [name for name in wanted.expose if not _is_exposed(document, name)]
    if hidden and document["verdict"] != "preflight-only":
        return replace(result, state="bad", why=f"Script cannot read {', '.join(hidden)}.")
    return replace(result, state="good", why=None)


def _passes(document: Mapping[str, Any], browser: Mapping[str, Any]) -> bool:
    """Whether the browser lets the page read the answer, or would send a request that was held back."""
    held_back = document["verdict"] == "preflight-only" and browser["outcome"] == "unreachable"
    return held_back or str(browser["outcome"]) == "allowed"


def _is_exposed(document: Mapping[str, Any], name: str) -> bool:
    return all(name in browser["exposed_headers"] for browser in document["browsers"].values() if browser["exchanges"])


def table(wanted: Sequence[Wanted], results: Sequence[Result], style: Style) -> str:
    """A line for each request: wanted, found, and why they differ."""
    lines = []
    for item, result in zip(wanted, results, strict=True):
        request = item.request
        mark = {"good": style("good", "ok  "), "bad": style("bad", "FAIL"), "unanswered": style("wary", "?   ")}
        include = " with credentials" if request.credentials == "include" else ""
        lines.append(
            f"{mark[result.state]} {_WORDS[item.allowed]:<5} {request.origin:<32} "
            f"{request.method:<7} {request.url}{include}"
        )
        if result.why:
            lines.append(f"     {style('soft', result.why)}")
    bad = sum(result.state != "good" for result in results)
    lines.append(f"{len(results)} wanted, {bad} not as wanted." if bad else f"All {len(results)} as wanted.")
    return "\n".join(lines) + "\n"
