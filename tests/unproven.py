"""Says loudly, after all tests, what was not proven on this machine and why."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = reasons_of(terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("NOT PROVEN HERE", red=True, bold=True)
        for reason in reasons:
            terminalreporter.write_line(f"  {reason}", red=True)


def reasons_of(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """Each reason once, in the order of the tests."""
    texts = (report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    return list(dict.fromkeys(text.removeprefix("Skipped: ") for text in texts))
