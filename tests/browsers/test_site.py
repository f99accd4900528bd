"""The running site and a real Chromium: what a person reads there is what their own browser prints."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from checks.cors.model import Outcome
from checks.cors.rules import RULES
from tests.fixes.needs import require

from . import agreement, examples
from .cases import Case, asked
from .chromium import Chromium, find
from .compare import predict
from .run import run
from .server import ScriptedServer

pytestmark = pytest.mark.browsers

RULE = "allow-origin-missing"
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."


@pytest.mark.parametrize(("which", "verdict"), [("broken", "blocked"), ("right", "allowed")])
async def test_a_person_checks_a_server_of_the_lab(chromium: Chromium, site: str, which: str, verdict: str) -> None:
    await chromium.open(0, f"{site}/rules/{RULE}/")
    link = f"document.querySelector('a[href*=\"lab%2F{RULE}%2F{which}\"]')"
    await chromium.until(0, f"!!{link} && ({link}.click(), true)")
    await chromium.until(0, "location.search.startsWith('?url=') && !!document.querySelector('button.go')")
    url = site.replace("127.0.0.1", "localhost") + f"/lab/{RULE}/{which}"
    assert await chromium.evaluate(0, "document.querySelector('[name=url]').value") == url
    await chromium.evaluate(0, "document.querySelector('button.go').click()")
    words = await chromium.until(0, "document.querySelector('ul.browsers')?.innerText")
    lines = await chromium.evaluate(0, "[...document.querySelectorAll('pre.console')].map(line => line.innerText)")
    assert [f"{name} {verdict}" in words for name in ("Chromium", "Firefox", "Safari")] == [True] * 3
    said = f"Access to fetch at '{url}' from origin '{site}' has been blocked by CORS policy: {MISSING}"
    assert (said in lines) == (verdict == "blocked")


def check(site: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """The document of a check through the API; None where it says that no page can send such a request."""
    with httpx.Client(trust_env=False, timeout=30) as client:
        answer = client.post(f"{site}/api/v1/checks", json=body)
    found: dict[str, Any] = answer.json()
    if found.get("code", "").startswith("invalid_"):
        return None
    assert answer.status_code == 201, found
    return found


@pytest.mark.parametrize(("which", "verdict"), [("broken", "blocked"), ("right", "allowed")])
def test_a_script_checks_a_server_of_the_lab(site: str, which: str, verdict: str) -> None:
    url = site.replace("127.0.0.1", "localhost") + f"/lab/{RULE}/{which}"
    document = check(site, {"url": url, "origin": site})
    assert document is not None
    outcomes = {name: browser["outcome"] for name, browser in document["browsers"].items()}
    assert (document["verdict"], outcomes) == (verdict, dict.fromkeys(("chromium", "firefox", "webkit"), verdict))


def told(document: dict[str, Any]) -> Outcome:
    """What the API says that Chromium does; which requests it sends is not looked at here."""
    said = document["browsers"]["chromium"]
    console, exposed = tuple(said["console"]), tuple(said["exposed_headers"])
    return Outcome("chromium", said["outcome"], console=console, exposed_headers=exposed)


def live_examples(page: str, lab_origin: str) -> Iterator[Case]:
    """The lab's examples that lie on the lab's own host, answered by the running site and not by the tests."""
    for case in examples.cases(page, lab_origin):
        if case.request.url.startswith(f"{lab_origin}/lab/"):
            yield case


@pytest.mark.prove
async def test_the_live_lab_prints_in_chromium_what_its_check_says(site: str) -> None:
    require(find(), "Chromium is not installed: the live lab was not read by a real browser")
    async with ScriptedServer() as server:
        # The API takes no body that is as large as that of this example.
        every = live_examples(server.page, site.replace("127.0.0.1", "localhost"))
        cases = [case for case in every if not case.id.startswith("keepalive-body-too-large/")]
        said = {}
        for case in cases:
            body = asked(case.request) | {"probes": False, "confirm_side_effects": True}
            document = await asyncio.to_thread(check, site, body)
            if document is None:
                # A header that browsers drop in silence is refused here, so that nobody takes it for sent.
                dropped = case.id == "header-forbidden/broken"
                assert dropped or predict(case).outcomes["chromium"].outcome == "refused", case.id
            else:
                said[case.id] = told(document)
        cases = [case for case in cases if case.id in said]
        _, seen = await run(cases, "chromium", server)
        found = [one for case in cases for one in agreement.differences(case, said[case.id], seen[case.id], server)]
    assert len(said) >= len(RULES) / 2
    assert not found, "\n".join(f"{one.case.id} {one.part}: {one.predicted} but {one.observed}" for one in found)


@pytest.mark.parametrize("path", ["/fixes/", "/fixes/nginx/"])
async def test_going_back_to_a_policy_shows_its_page(chromium: Chromium, site: str, path: str) -> None:
    policy = "origins=https%3A%2F%2Fapp.example.com&methods=GET&headers=&expose_headers=&max_age=600"
    await chromium.open(0, f"{site}{path}?{policy}")
    # Once someone uses the form, htmx asks for its part, with the fields as they are at the page's own address.
    used = "document.querySelector('form.policy')?.dispatchEvent(new Event('focusin'))"
    asked = "performance.getEntriesByType('resource').find(entry => entry.initiatorType === 'xmlhttprequest')?.name"
    assert await chromium.until(0, f"{used} && {asked}") == f"{site}{path}?{policy}"
    # A page that holds a lock is not kept alive for whoever comes back: it is loaded again, from the cache.
    await chromium.evaluate(0, "void navigator.locks.request('held', () => new Promise(() => {}))")
    await chromium.evaluate(0, "location.href = '/about'")
    await chromium.until(0, "location.pathname === '/about' && document.readyState === 'complete'")
    await chromium.evaluate(0, "history.back()")
    await chromium.until(0, f"location.pathname === '{path}' && document.readyState === 'complete'")
    assert await chromium.evaluate(0, "!!document.querySelector('form.policy') && !!document.querySelector('nav')")
