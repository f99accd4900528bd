"""A real Chromium confirms a sample: the page is blocked before the fix, reads after it, and a stranger never does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.cors.policy import CorsPolicy
from checks.fixes import render
from tests.fixes import needs
from tests.fixes.browser import Pages, pages
from tests.fixes.proofs import PROOFS
from tests.fixes.servers import running

SAMPLE = ["express", "express-4", "flask", "nginx", "node-http", "fastapi", "django-cors-headers", "apache-htaccess"]
SAMPLE += ["caddy", "haproxy", "php", "go", "rails", "servlet-filter", "cloudflare-workers"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    try:
        needs.program("chromium")
    except needs.MissingError as error:
        needs.require(False, f"Chromium confirmed no fix: {error}")
    with pages(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.mark.prove
@pytest.mark.parametrize("name", SAMPLE)
def test_chromium_reads_the_answer_only_after_the_fix_and_only_from_the_page(
    name: str, page: Pages, tmp_path: Path
) -> None:
    proof = PROOFS[name]
    try:
        proof.tools()
    except needs.MissingError as error:
        needs.require(False, f"Chromium did not confirm {name}: {error}")
    policy = CorsPolicy((page.home,), ("PUT",), ("content-type",), credentials=True)
    with running(proof, tmp_path / "broken", None) as port:
        assert page.read(page.home, f"http://127.0.0.1:{port}/items") == "TypeError"
    with running(proof, tmp_path / "fixed", render(proof.stack, policy).code) as port:
        assert page.read(page.home, f"http://127.0.0.1:{port}/items") == 200
        assert page.read(page.stranger, f"http://127.0.0.1:{port}/items") == "TypeError"
