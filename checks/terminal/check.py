"""`corschecker check`: from the words of the command to what is printed and the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TextIO

from checks.cors.model import Request
from checks.terminal import options
from checks.terminal.ending import Wrong, ended, standard_output, write
from checks.terminal.formats import DEFAULT, Found, render
from checks.terminal.options import Case
from checks.terminal.results import Result, Send, exit_status
from checks.wording.style import wants_colour


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
        from checks.terminal.policy_command import policy_results

        results = policy_results(parsed, send)
    else:
        results = _results(options.cases(parsed), parsed, send)
    found = Found(results, options.file(parsed), parsed.stack, wants_colour(parsed.color, out))
    write(out, render(parsed.format or DEFAULT, found))
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
