from __future__ import annotations

import pytest

from checks.inputs.console.catalogue import wordings


@pytest.fixture(scope="session", autouse=True)
def warm() -> None:
    """What is learnt once from the rules' own examples is no cost of a text."""
    wordings()
