"""A person makes themselves at home: the theme, what their browser remembers, and the key that leads to the box."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .chromium import Chromium

pytestmark = pytest.mark.browsers

PAPER = "getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(253, 253, 251)", "rgb(20, 22, 25)"
# The script of comforts comes after the page.
READY = "document.readyState === 'complete' && typeof showTheme === 'function'"
# Notes the paper of each frame that is painted, from the first on.
WATCH_FRAMES = f"""
window.papers = [];
(function note() {{
  if (document.documentElement) papers.push({PAPER});
  requestAnimationFrame(note);
}})();
"""
SECRET = "s3cr3t-t0k3n"
LISTED = "[...document.querySelectorAll('main > section:last-child li a')].map((link) => link.textContent)"


async def visit(chromium: Chromium, address: str) -> None:
    await chromium.open(0, address)
    await chromium.until(0, f"location.href === {json.dumps(address)} && {READY}")


async def press_button(chromium: Chromium, text: str) -> None:
    found = f"[...document.querySelectorAll('button')].find((button) => button.textContent === {json.dumps(text)})"
    await chromium.evaluate(0, f"{found}.click()")


async def check(chromium: Chromium, site: str, which: str = "broken", more: str = "") -> str:
    """Checks a server of the lab in the form; the report's path."""
    lab = site.replace("127.0.0.1", "localhost") + f"/lab/allow-origin-missing/{which}{more}"
    await visit(chromium, f"{site}/?url={lab}&origin={site}")
    await chromium.evaluate(0, "document.querySelector('button.go').click()")
    done = "location.pathname.startsWith('/r/') && !document.querySelector('#probing, #progress')"
    await chromium.until(0, f"{done} && {READY} && !!document.querySelector('h1.verdict')")
    path: str = await chromium.evaluate(0, "location.pathname")
    return path


async def kept(chromium: Chromium) -> dict[str, Any]:
    """All that the site keeps in the browser's storage."""
    found: str = await chromium.evaluate(0, "JSON.stringify({...localStorage})")
    return {name: json.loads(text) for name, text in json.loads(found).items()}


@pytest.mark.parametrize(("system", "choice", "paper"), [("light", "Dark", DARK), ("dark", "Light", LIGHT)])
async def test_a_theme_is_chosen_in_place_and_no_later_page_shows_another_first(
    chromium: Chromium, site: str, system: str, choice: str, paper: str
) -> None:
    await chromium.media(0, prefers_color_scheme=system)
    await visit(chromium, f"{site}/")
    before = await chromium.evaluate(0, PAPER)
    assert before == (LIGHT if system == "light" else DARK)
    await chromium.evaluate(0, "document.querySelector('#id_url').value = 'https://api.example.com/'")
    await press_button(chromium, choice)
    await chromium.until(0, f"{PAPER} === '{paper}'")
    assert await chromium.evaluate(0, "document.querySelector('#id_url').value") == "https://api.example.com/"
    # Nothing was sent, so nothing waits.
    assert await chromium.evaluate(0, "document.querySelectorAll('[aria-busy]').length") == 0
    pressed = "[...document.querySelectorAll('[name=theme][aria-pressed=true]')].map((button) => button.textContent)"
    assert await chromium.evaluate(0, pressed) == [choice]
    await chromium.at_start(0, WATCH_FRAMES)
    for path in ("/rules/", "/learn/preflight/"):
        await visit(chromium, f"{site}{path}")
        papers = await chromium.until(0, "papers.length > 5 && papers")
        # Without its style sheet a page has no paper yet, and the browser takes the scheme that the page names.
        assert set(papers) - {"rgba(0, 0, 0, 0)"} == {paper}
        scheme = "document.querySelector('meta[name=color-scheme]').content"
        assert await chromium.evaluate(0, scheme) == choice.lower()
    await press_button(chromium, "System")
    await chromium.until(0, f"{PAPER} === '{before}'")
    assert "theme" not in await chromium.evaluate(0, "document.cookie")


async def test_without_scripts_the_theme_is_kept_and_the_page_stays(chromium: Chromium, site: str) -> None:
    await chromium.without_scripts(0)
    await chromium.open(0, f"{site}/rules/?from=here")
    await chromium.until(0, "!!document.querySelector('[name=theme]') && document.readyState === 'complete'")
    await press_button(chromium, "Dark")
    await chromium.until(0, f"document.readyState === 'complete' && {PAPER} === '{DARK}'")
    assert await chromium.evaluate(0, "location.pathname + location.search") == "/rules/?from=here"


async def test_paper_is_light_whatever_the_theme(chromium: Chromium, site: str) -> None:
    await chromium.media(0, prefers_color_scheme="dark")
    path = await check(chromium, site)
    await press_button(chromium, "Dark")
    await chromium.until(0, f"{PAPER} === '{DARK}'")
    await chromium.media(0, "print", prefers_color_scheme="dark")
    assert await chromium.evaluate(0, PAPER) == LIGHT
    shown = "[...document.querySelectorAll('footer p')].find((line) => line.getClientRects().length).innerText"
    line = await chromium.evaluate(0, shown)
    assert line.startswith("Checked ")
    assert f"{site}{path}" in line
    rest = "[...document.querySelectorAll('footer a, footer button, [data-print]')]"
    assert await chromium.evaluate(0, f"{rest}.some((element) => element.getClientRects().length)") is False


async def test_a_report_is_printed_by_a_button_that_needs_scripts(chromium: Chromium, site: str) -> None:
    path = await check(chromium, site)
    await chromium.evaluate(0, "window.print = () => { window.printed = true; }")
    await press_button(chromium, "Print or save as PDF")
    assert await chromium.evaluate(0, "window.printed") is True
    await chromium.without_scripts(0)
    await chromium.open(0, f"{site}{path}?")
    await chromium.until(
        0, "location.search === '' && document.readyState === 'complete' && !!document.querySelector('h1')"
    )
    assert await chromium.evaluate(0, "document.querySelector('[data-print]').getClientRects().length") == 0


async def test_reports_are_listed_where_they_were_checked_and_nothing_secret_is_kept(
    chromium: Chromium, site: str
) -> None:
    await visit(chromium, f"{site}/")
    assert await chromium.evaluate(0, LISTED) == []
    first = await check(chromium, site, more=f"?token={SECRET}")
    second = await check(chromium, site, which="right")
    reports = (await kept(chromium))["reports"]
    assert [sorted(report) for report in reports] == [["host", "id", "method", "time", "word"]] * 2
    assert SECRET not in json.dumps(await kept(chromium))
    assert "/lab/" not in json.dumps(await kept(chromium))
    sent = await chromium.watch(0)
    await visit(chromium, f"{site}/")
    host = site.replace("http://127.0.0.1", "localhost")
    assert await chromium.evaluate(0, LISTED) == [f"Allowed, and safe: GET {host}", f"Blocked: GET {host}"]
    assert not [asked for asked in sent if first in asked["url"] or second in asked["url"]]
    await visit(chromium, f"{site}{first}")
    await visit(chromium, f"{site}/")
    assert [f"/r/{report['id']}/" for report in (await kept(chromium))["reports"]] == [first, second]
    await press_button(chromium, "Forget all")
    assert await chromium.evaluate(0, "document.activeElement.textContent.startsWith('Forgotten')") is True
    assert "reports" not in await kept(chromium)


async def test_a_deleted_report_drops_out_of_the_list(chromium: Chromium, site: str) -> None:
    path = await check(chromium, site)
    await press_button(chromium, "Delete this report")
    await chromium.until(0, f"location.pathname.endsWith('/delete') && {READY}")
    assert "reports" not in await kept(chromium)
    gone = {"id": path.split("/")[2], "word": "Blocked", "method": "GET", "host": "x", "time": "2026-01-01T00:00:00Z"}
    await chromium.evaluate(0, f"localStorage.setItem('reports', {json.dumps(json.dumps([gone]))})")
    await visit(chromium, f"{site}{path}")
    assert "reports" not in await kept(chromium)


async def test_no_more_than_twenty_reports_are_kept_and_foreign_words_are_only_text(
    chromium: Chromium, site: str
) -> None:
    await visit(chromium, f"{site}/about")
    markup = "<img src=x onerror=alert(1)>"
    some = [
        {"id": f"id{n}", "word": markup, "method": "GET", "host": markup, "time": "2026-01-01T00:00:00Z"}
        for n in range(20)
    ]
    broken = [None, 3, {"id": "javascript:1", "time": "2026-01-01T00:00:00Z"}, {"id": "x", "time": "never"}]
    await chromium.evaluate(0, f"localStorage.setItem('reports', {json.dumps(json.dumps(some))})")
    path = await check(chromium, site)
    reports = (await kept(chromium))["reports"]
    assert [report["id"] for report in reports] == [path.split("/")[2], *(f"id{n}" for n in range(19))]
    await chromium.evaluate(0, f"localStorage.setItem('reports', {json.dumps(json.dumps(broken + some))})")
    await visit(chromium, f"{site}/")
    assert await chromium.evaluate(0, LISTED) == [f"{markup}: GET {markup}"] * 20
    assert await chromium.evaluate(0, "document.querySelectorAll('main img').length") == 0
    await chromium.evaluate(0, "localStorage.setItem('reports', '{not JSON')")
    await visit(chromium, f"{site}/")
    assert await chromium.evaluate(0, LISTED) == []


async def test_origins_of_earlier_checks_are_offered_again(chromium: Chromium, site: str) -> None:
    await check(chromium, site)
    await visit(chromium, f"{site}/")
    for typed in (f"https://user:{SECRET}@app.example.com", f"https://app.example.com/?token={SECRET}"):
        await chromium.evaluate(0, f"document.querySelector('#id_origin').value = {json.dumps(typed)}")
        await chromium.evaluate(0, "document.querySelector('button.go').click()")
        await chromium.until(0, f"document.querySelectorAll('.errorlist').length > 0 && {READY}")
    assert (await kept(chromium))["origins"] == [site]
    await visit(chromium, f"{site}/")
    await chromium.evaluate(0, "document.querySelector('#id_origin').focus()")
    first = await chromium.evaluate(0, "document.querySelector('#id_origin').list.options[0].value")
    assert first == site


async def test_the_server_that_was_chosen_last_is_shown_where_no_response_names_one(
    chromium: Chromium, site: str
) -> None:
    await check(chromium, site)
    panel = "document.querySelector('#panel').innerText"
    assert await chromium.evaluate(0, panel) == ""
    await chromium.evaluate(0, "document.querySelector('a[data-into=panel][href$=\"/fix/fastapi\"]').click()")
    await chromium.until(0, f"{panel}.includes('CORSMiddleware')")
    assert (await kept(chromium))["stack"] == ["fastapi"]
    await check(chromium, site)
    await chromium.until(0, f"{panel}.includes('CORSMiddleware') && {panel}.includes('last time')")
    current = "[...document.querySelectorAll('a[data-into=panel][aria-current]')].map((link) => link.textContent)"
    assert set(await chromium.evaluate(0, current)) == {"FastAPI or Starlette"}
    way = "(({ textContent, hash }) => [textContent, hash])(document.querySelector('.to-fix'))"
    assert await chromium.evaluate(0, way) == ["Fix for FastAPI or Starlette", "#panel"]
    action = await chromium.evaluate(0, "document.querySelector('#policy').action")
    assert str(action).endswith("/fix/fastapi")
    # What a response says counts more.
    await chromium.evaluate(0, "localStorage.setItem('stack', '[\"nginx\"]')")
    sent = await chromium.watch(0)
    await check(chromium, site)
    await chromium.settle()
    assert (await chromium.evaluate(0, panel), [asked for asked in sent if "/fix/" in asked["url"]]) == ("", [])


async def test_the_slash_leads_to_the_box_and_stays_a_letter_where_one_types(chromium: Chromium, site: str) -> None:
    await visit(chromium, f"{site}/")
    assert await chromium.evaluate(0, "document.querySelector('#id_paste').getAttribute('aria-keyshortcuts')") == "/"
    await chromium.press(0, "/")
    assert await chromium.evaluate(0, "[document.activeElement.id, document.activeElement.value]") == ["id_paste", ""]
    await chromium.press(0, "/")
    assert await chromium.evaluate(0, "document.activeElement.value") == "/"
    await chromium.evaluate(0, "document.querySelector('#id_url').focus()")
    await chromium.press(0, "/")
    assert await chromium.evaluate(0, "[document.activeElement.id, document.activeElement.value]") == ["id_url", "/"]
