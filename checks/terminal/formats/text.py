"""Text for people: a report for each request, or a table of what a policy file wants of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.terminal.formats import Found
from checks.terminal.results import Result, against_policy, wish, with_credentials
from checks.wording.style import Style

_RULER = "\n" + "-" * 72 + "\n\n"


def render(found: Found) -> str:
    """In colours where they are asked for; a report ends in the fix for `found.stack`."""
    style = Style(found.colour)
    if against_policy(found.results):
        return "\n".join(_table(found.results, style)) + "\n"
    return _RULER.join(_report(result, found.stack, style) for result in found.results)


def _table(results: Sequence[Result], style: Style) -> Iterator[str]:
    """A line for each request: wanted, found, and why they differ."""
    marks = {"good": style("good", "ok  "), "bad": style("bad", "FAIL"), "unanswered": style("wary", "?   ")}
    for result in results:
        request = result.request
        asked = f"{request.method:<7} {request.url}{with_credentials(request)}"
        yield f"{marks[result.state]} {wish(result):<5} {request.origin:<32} {asked}"
        if result.why:
            yield f"     {style('soft', result.why)}"
    bad = sum(result.state != "good" for result in results)
    yield f"{len(results)} wanted, {bad} not as wanted." if bad else f"All {len(results)} as wanted."


def _report(result: Result, stack: str | None, style: Style) -> str:
    if result.document is None:
        return f"{style('bad', 'Not checked')}: {result.request.url}\n{result.why}\n"
    from checks.wording.plain import text

    return text(result.document, style) + _fix(result, result.document, stack, style)


def _fix(result: Result, document: Mapping[str, Any], stack: str | None, style: Style) -> str:
    """The configuration for a stack; for a blocked request without one, how to get it."""
    if stack is None:
        if result.state != "bad":
            return ""
        from checks.wording.stacks import terminal_hint

        return f"\n{terminal_hint(document)}\n"
    if document["verdict"] == "unreachable":
        return (
            "\nThere was no response, so there is nothing to configure yet: first make sure that the server responds.\n"
        )
    from checks.cors.policy import PolicyError
    from checks.fixes import render as configuration
    from checks.fixes import situation_of
    from checks.terminal.policy_of import policy_of

    try:
        fix = configuration(stack, policy_of(result), situation_of(document))
    except PolicyError as error:
        return f"\nNo configuration can be written for this request. {error}\n"
    notes = "".join(f"# {note}\n" for note in fix.notes)
    return f"\n{style('strong', f'Fix for {fix.title}')}: {fix.filename}\n\n{fix.code.rstrip()}\n\n{notes}"
