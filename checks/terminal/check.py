"""`corschecker check`: from the words of the command to what is printed and the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from checks.cors.model import Request
from checks.terminal import options
from checks.terminal.ending import Wrong, ended, standard_output, write
from checks.terminal.options import Case
from checks.terminal.results import Result, Send, exit_status
from checks.wording.style import Style, wants_colour


def main(
    words: Sequence[str], *, program: str = "corschecker check", out: TextIO | None = None, send: Send | None = None
) -> int:
    """Runs the command and returns its exit status. Requests are sent by `send`, or from this machine."""
    return ended(program, lambda: _run(words, program, out or standard_output(), send or _from_here))


def _run(words: Sequence[str], program: str, out: TextIO, send: Send) -> int:
    parsed = options.parser(program).parse_args(words)
    if parsed.stack is not None and parsed.stack not in options.known_stacks():
        raise Wrong(f"There is no stack {parsed.stack}. The stacks are {', '.join(options.known_stacks())}.")
    if parsed.policy is not None:
        from checks.terminal.policy_command import run_policy

        return run_policy(parsed, out, send)
    results = _results(options.cases(parsed), parsed, send)
    write(out, _render(results, parsed, out))
    return exit_status(results)


def _from_here(requests: Sequence[Request], *, probes: bool, confirm: bool, timeout_s: float) -> list[Result]:
    from checks.terminal.live import check_all

    return check_all(requests, probes=probes, confirm=confirm, timeout_s=timeout_s)


def _results(cases: Sequence[Case], parsed: argparse.Namespace, send: Send) -> list[Result]:
    """A result for each case: judged from its recording, or sent."""
    from checks.terminal.live import judge_recorded

    live = [case.request for case in cases if case.responses is None]
    sent = iter(
        send(live, probes=not parsed.no_probes, confirm=parsed.confirm_side_effects, timeout_s=parsed.timeout)
        if live
        else ()
    )
    return [next(sent) if case.responses is None else judge_recorded(case.request, case.responses) for case in cases]


def _render(results: Sequence[Result], parsed: argparse.Namespace, out: TextIO) -> str:
    if parsed.form != "text":
        from checks.terminal import outputs

        return str(getattr(outputs, f"as_{parsed.form}")(results))
    from checks.wording.plain import text

    style = Style(wants_colour(parsed.color, out))
    reports = []
    for result in results:
        if result.document is None:
            reports.append(f"{style('bad', 'Not checked')}: {result.request.url}\n{result.why}\n")
        else:
            reports.append(text(result.document, style) + _fix(result, result.document, parsed.stack, style))
    return ("\n" + "-" * 72 + "\n\n").join(reports)


def _fix(result: Result, document: Mapping[str, Any], stack: str | None, style: Style) -> str:
    """The configuration for a stack; for a blocked request without one, how to get it."""
    if stack is None:
        blocked = result.state == "bad"
        return "\nFor the configuration that mends it, add --stack nginx, express, flask …\n" if blocked else ""
    from checks.cors.policy import PolicyError
    from checks.fixes import render, situation_of
    from checks.terminal.policy_of import policy_of

    try:
        fix = render(stack, policy_of(result), situation_of(document))
    except PolicyError as error:
        return f"\nNo configuration can be written for this request. {error}\n"
    notes = "".join(f"# {note}\n" for note in fix.notes)
    return f"\n{style('strong', f'Fix for {fix.title}')}: {fix.filename}\n\n{fix.code.rstrip()}\n\n{notes}"
