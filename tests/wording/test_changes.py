"""Whether the server's CORS headers are what to change."""

from __future__ import annotations

import pytest

from checks.wording.changes import headers_fix_it
from tests.tools.page_documents import read


@pytest.mark.parametrize(
    ("verdict", "safety", "mend"),
    [
        ("blocked", "unknown", True),
        ("inconclusive", "unknown", False),
        ("inconclusive", "dangerous", True),
    ],
)
def test_a_wall_in_front_is_no_matter_of_headers_unless_it_lets_strangers_read(
    verdict: str, safety: str, mend: bool
) -> None:
    found = read("blocked") | {"verdict": verdict, "safety": safety}
    assert headers_fix_it(found) is mend


def test_an_allowed_request_needs_no_change() -> None:
    assert not headers_fix_it(read("allowed"))
