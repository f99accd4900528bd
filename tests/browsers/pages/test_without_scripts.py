"""Who runs no scripts comes from a copied command to the fix as everybody does."""

from __future__ import annotations

import pytest

from tests.browsers.chromium import Chromium
from tests.tools.loopback import Target

from . import kinds

pytestmark = pytest.mark.browsers


async def follow(chromium: Chromium, selector: str, until: str) -> None:
    """Clicks, and waits for the page that it leads to."""
    await chromium.evaluate(0, f"document.querySelector('{selector}').click()")
    await chromium.until(0, f"document.readyState === 'complete' && {until}")


async def test_a_copied_curl_leads_to_the_fix_for_another_server(chromium: Chromium, site: str, target: Target) -> None:
    target.answer = kinds.answer
    await chromium.without_scripts(0)
    await kinds.opened(chromium, f"{site}/")
    await chromium.evaluate(0, "document.querySelector('[name=paste]').focus()")
    await chromium.type(0, f"curl '{target.url}/missing' -H 'origin: {kinds.ORIGIN}'")
    await follow(chromium, '[formaction="/paste"]', "!!document.querySelector('section.understood')")
    await follow(
        chromium, "button.go", "!!document.querySelector('ul.browsers') && !document.querySelector('#probing')"
    )
    assert "Blocked" in await chromium.evaluate(0, "document.querySelector('h1').innerText")
    await follow(chromium, 'a[href$="/fix/caddy"]', "location.pathname.endsWith('/fix/caddy')")
    code = await chromium.evaluate(0, "document.querySelector('pre#code').innerText")
    assert kinds.ORIGIN in code
    # What needs scripts is not offered.
    assert (
        await chromium.evaluate(0, "[...document.querySelectorAll('.copy')].some((e) => e.checkVisibility())") is False
    )
    assert await chromium.evaluate(0, "!window.htmx && !document.documentElement.matches('.js')")


async def test_a_check_that_runs_shows_its_report_by_itself(chromium: Chromium, site: str, target: Target) -> None:
    await chromium.without_scripts(0)
    await kinds.checked(chromium, site, target, "/slow-for-others", "!!document.querySelector('#probing')")
    target.answer = lambda head: kinds.answer(head.replace("/slow-for-others", "/missing"))
    await chromium.until(
        0, "!!document.querySelector('h1.verdict') && !document.querySelector('#probing')", within_s=90
    )


async def test_a_policy_makes_its_configuration(chromium: Chromium, site: str) -> None:
    await chromium.without_scripts(0)
    await kinds.opened(chromium, f"{site}/fixes/nginx/")
    await chromium.evaluate(0, "document.querySelector('[name=origins]').value = 'https://mine.example.com'")
    await follow(chromium, "form.policy button", "location.search.includes('mine.example.com')")
    assert "https://mine.example.com" in await chromium.evaluate(0, "document.querySelector('pre#code').innerText")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_theme_is_chosen_and_kept(chromium: Chromium, site: str, theme: str) -> None:
    await chromium.without_scripts(0)
    await kinds.opened(chromium, f"{site}/about")
    await follow(
        chromium, f'[action="/theme"] [value={theme}]', f"document.documentElement.matches('[data-theme={theme}]')"
    )
    assert await chromium.evaluate(0, "location.pathname") == "/about"
    await kinds.opened(chromium, f"{site}/rules/")
    scheme = await chromium.evaluate(0, "getComputedStyle(document.documentElement).colorScheme")
    assert scheme == theme
