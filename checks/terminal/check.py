"""`corschecker check`: from the words of the command to what is printed and the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from checks.terminal import options
from checks.terminal.options import Case, Wrong
from checks.terminal.results import Result, exit_status
from checks.terminal.style import Style, wants_colour


def main(words: Sequence[str], *, program: str = "corschecker check", out: TextIO | None = None) -> int:
    """Runs the command and returns its exit status; argparse itself ends a wrong one with 2."""
    out = out or sys.stdout
    parsed = options.parser(program).parse_args(words)
    try:
        if parsed.stack and parsed.stack not in options.known_stacks():
            raise Wrong(f"There is no stack {parsed.stack}. The stacks are {', '.join(options.known_stacks())}.")
        if parsed.policy:
            from checks.terminal.policy_command import run_policy

            return run_policy(parsed, out)
        results = run(options.cases(parsed), parsed)
    except Wrong as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    out.write(_render(results, parsed, out))
    return exit_status(results)


def run(cases: Sequence[Case], parsed: argparse.Namespace) -> list[Result]:
    """A result for each case: judged from its recording, or sent."""
    from checks.terminal.live import check_all, judge_recorded

    live = [case.request for case in cases if case.responses is None]
    sent = iter(
        check_all(live, probes=not parsed.no_probes, confirm=parsed.confirm_side_effects, timeout_s=parsed.timeout)
        if live
        else ()
    )
    return [next(sent) if case.responses is None else judge_recorded(case.request, case.responses) for case in cases]


def _render(results: Sequence[Result], parsed: argparse.Namespace, out: TextIO) -> str:
    if parsed.form != "text":
        from checks.terminal import outputs

        return str(getattr(outputs, f"as_{parsed.form}")(results))
    from checks.terminal.text import text

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
