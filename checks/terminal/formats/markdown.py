"""Markdown for an issue, or for the summary of a job: a report for each request, after a list where a policy file
wants something of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.terminal.formats import Found
from checks.terminal.results import Result, against_policy, in_one_line, wish
from checks.wording.markdown import code, escaped, markdown
from checks.wording.visible import visible

_MARKS = {"good": "ok", "bad": "**FAIL**", "unanswered": "**?**"}


def render(found: Found) -> str:
    """Of a policy file's requests only those that are not as wanted have reports."""
    if not against_policy(found.results):
        return "\n".join(_report(result) for result in found.results)
    reports = [_report(result) for result in found.results if result.state != "good"]
    return "\n".join(["\n".join(_list(found.results)) + "\n", *reports])


def _list(results: Sequence[Result]) -> Iterator[str]:
    bad = sum(result.state != "good" for result in results)
    yield f"## CORS policy: {bad} of {len(results)} not as wanted" if bad else "## CORS policy: all as wanted"
    yield ""
    for result in results:
        why = f": {escaped(result.why)}" if result.why else ""
        yield f"* {_MARKS[result.state]} {wish(result)} {_named(result)}{why}"


def _report(result: Result) -> str:
    if result.document is None:
        return f"## CORS: not checked\n\n{_named(result)}: {escaped(result.why or '')}\n"
    return markdown(result.document)


def _named(result: Result) -> str:
    return code(visible(in_one_line(result.request)))
