from __future__ import annotations

import pytest

from checks.inputs.console.rules import candidates


@pytest.fixture(scope="session", autouse=True)
def warm() -> None:
    """What is learnt once from the rules' own examples is no cost of a text."""
    candidates()
