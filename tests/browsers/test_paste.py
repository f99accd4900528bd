"""A person pastes into the box of the running site: what their Chromium sends, and what it then shows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.inputs.hars.large import FAILS, large_har

from .chromium import Chromium

pytestmark = pytest.mark.browsers

CURL = """curl 'https://api.example.com/items?access_token=s3cr3t-query' -X 'PUT' \\
  -H 'authorization: Bearer s3cr3t.t0ken' \\
  -H 'x-api-key: s3cr3tKey99' -H 'cookie: sid=s3cr3tcookie' -H 'origin: https://app.example.com' --data-raw '{}'"""
SHOWN = "document.querySelector('section.understood')?.innerText"


def entry(url: str, **allowed: str) -> dict[str, Any]:
    sent = [{"name": "Origin", "value": "https://app.example.com"}, {"name": "Cookie", "value": "sid=s3cr3t"}]
    answered = [{"name": name.replace("_", "-"), "value": value} for name, value in allowed.items()]
    return {
        "request": {"method": "GET", "url": url, "headers": sent},
        "response": {"status": 200, "headers": answered, "content": {"text": "s3cr3t"}},
    }


ALLOWED = {"Access_Control_Allow_Origin": "https://app.example.com", "Access_Control_Allow_Credentials": "true"}
HAR = json.dumps(
    {
        "log": {
            "version": "1.2",
            "entries": [
                entry("https://api.example.com/good", **ALLOWED),
                entry("https://api.example.com/bad"),
            ],
        }
    }
)


def field(posted: str, name: str) -> str:
    """The value of a field of a form that was sent as multipart/form-data."""
    found = re.search(rf'name="{name}"\r\n\r\n(.*?)\r\n--', posted, re.DOTALL)
    assert found
    return found[1]


async def value(chromium: Chromium, name: str) -> Any:
    return await chromium.evaluate(0, f"document.querySelector('[name={name}]').value")


async def paste(chromium: Chromium, text: str) -> None:
    """By keyboard alone: into the box, past the choice of a file, and on the button."""
    await chromium.evaluate(0, "document.querySelector('[name=paste]').focus()")
    await chromium.until(0, "!!window.htmx")
    await chromium.type(0, text)
    await chromium.press(0, "Tab")
    await chromium.press(0, "Tab")
    assert await chromium.evaluate(0, "document.activeElement.innerText") == "Read it"
    await chromium.press(0, "Enter")


async def fill(chromium: Chromium, name: str, text: str) -> None:
    await chromium.evaluate(0, f"document.querySelector('[name={name}]').focus()")
    await chromium.type(0, text)


async def test_a_pasted_curl_leaves_the_browser_with_dummies_and_comes_back_field_by_field(
    chromium: Chromium, site: str
) -> None:
    sent = await chromium.watch(0)
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete'")
    await chromium.evaluate(0, "window.same = document.querySelector('details').open = true")
    await fill(chromium, "content_security_policy", "default-src 'self'")
    await paste(chromium, CURL)
    told = await chromium.until(0, SHOWN)

    posted = [request["postData"] for request in sent if request["url"] == f"{site}/paste"]
    assert len(posted) == 1
    assert "authorization: Bearer x0xx0x.x0xxx" in field(posted[0], "paste")
    assert [request["url"] for request in sent if "s3cr3t" in json.dumps(request)] == []

    # A part of the page was replaced, what was understood is said, and the focus is on the next step.
    assert await chromium.evaluate(0, "window.same") is True
    assert str(told).startswith("Read as a curl command (bash)")
    said = await chromium.evaluate(0, "document.querySelector('#said[role=status]').innerText")
    assert said == "Read as a curl command (bash). PUT https://api.example.com/items from https://app.example.com."
    assert await chromium.evaluate(0, "document.activeElement.innerText") == "Check"
    fields = [await value(chromium, name) for name in ("url", "origin", "method", "credentials")]
    assert fields == [
        "https://api.example.com/items",
        "https://app.example.com",
        "PUT",
        "include",
    ]
    assert "authorization: Bearer x0xx0x.x0xxx\nx-api-key: x0xx0xXxx00" in await value(chromium, "headers")
    assert await value(chromium, "content_security_policy") == "default-src 'self'"
    assert "The value of authorization was replaced with a dummy of the same shape" in told
    assert "It carried cookies, so credentials mode include is assumed" in told

    # What is a guess is easy to change, and the plan follows it, once htmx has settled what it put in.
    await chromium.until(0, "document.querySelector('#plan').innerText.includes('A preflight goes first')")
    change = """(() => {
      const mode = document.querySelector('[name=mode]');
      mode.value = 'same-origin';
      mode.dispatchEvent(new Event('change', {bubbles: true}));
      return document.querySelector('#plan').innerText.includes('Nothing goes out');
    })()"""
    await chromium.until(0, change)
    assert [request["url"] for request in sent if 'name="paste"' in request.get("postData", "")] == [f"{site}/paste"]


async def test_what_cannot_be_read_keeps_the_focus_in_the_box(chromium: Chromium, site: str) -> None:
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete'")
    await fill(chromium, "url", "https://a.test/")
    await paste(chromium, "curl 'https://api.example.com")
    await chromium.until(0, "!!document.querySelector('#id_paste_error')")
    assert await chromium.evaluate(0, "document.activeElement.name") == "paste"
    described = (
        "document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ')[0]).innerText"
    )
    assert "is not closed" in await chromium.evaluate(0, described)
    assert (await value(chromium, "paste"), await value(chromium, "url")) == (
        "curl 'https://api.example.com",
        "https://a.test/",
    )


DROP = """(() => {
  const data = new DataTransfer();
  data.items.add(new File([%s], "page.har"));
  const box = document.querySelector("[name=paste]");
  const over = new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true});
  box.dispatchEvent(over);
  box.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
  return over.defaultPrevented;
})()"""


@pytest.mark.parametrize("way", ["pasted", "chosen", "dropped"])
async def test_a_har_offers_its_requests_the_blocked_one_first(
    chromium: Chromium, site: str, way: str, tmp_path: Path
) -> None:
    sent = await chromium.watch(0)
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete'")
    if way == "pasted":
        await paste(chromium, HAR)
    elif way == "chosen":
        (tmp_path / "page.har").write_text(HAR)
        await chromium.choose_file(0, "#id_file", tmp_path / "page.har")
    else:
        # What hears it comes after the page.
        await chromium.until(0, DROP % json.dumps(HAR))
    await chromium.until(0, SHOWN)
    listed = await chromium.evaluate(0, "[...document.querySelectorAll('[name=chosen]')].map(one => one.innerText)")
    assert listed == ["GET https://api.example.com/bad", "GET https://api.example.com/good"]
    assert await value(chromium, "url") == "https://api.example.com/bad"
    await chromium.evaluate(0, "document.querySelector('[name=chosen][value=\"1\"]').click()")
    await chromium.until(0, "document.querySelector('[name=url]')?.value.endsWith('/good')")
    assert await chromium.evaluate(0, "document.querySelectorAll('[name=chosen]').length") == 2
    assert [request["url"] for request in sent if "s3cr3t" in json.dumps(request)] == []


async def test_of_a_large_har_only_what_decides_leaves_the_browser(
    chromium: Chromium, site: str, tmp_path: Path
) -> None:
    sent = await chromium.watch(0)
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete'")
    with (tmp_path / "large.har").open("w") as file:
        file.writelines(large_har(5_000, 10_000))
    await chromium.choose_file(0, "#id_file", tmp_path / "large.har")
    await chromium.until(0, SHOWN, within_s=90)
    assert await value(chromium, "url") == FAILS
    (posted,) = [request["postData"] for request in sent if request["url"] == f"{site}/paste"]
    assert len(posted) < 4_000_000
    assert "xxxxxxxx" not in posted


async def test_the_enter_key_in_a_field_checks_and_does_not_read_the_box(chromium: Chromium, site: str) -> None:
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete'")
    await fill(chromium, "origin", site)
    await fill(chromium, "url", site.replace("127.0.0.1", "localhost") + "/lab/allow-origin-missing/broken")
    await chromium.press(0, "Enter")
    words = await chromium.until(0, "document.querySelector('ul.browsers')?.innerText")
    assert "Chromium blocked" in words


async def test_a_paste_that_is_too_long_is_refused_above_the_box_where_it_stays(chromium: Chromium, site: str) -> None:
    await chromium.open(0, f"{site}/")
    await chromium.until(0, "document.readyState === 'complete'")
    await chromium.evaluate(0, "document.querySelector('[name=paste]').focus()")
    await chromium.until(0, "!!window.htmx")
    await fill(chromium, "url", "https://typed.test/")
    text = "'curl https://a.test/ ' + '#'.repeat(5e6)"
    await chromium.evaluate(0, f"document.querySelector('[name=paste]').value = {text}")
    await chromium.evaluate(0, "document.querySelector(\"[formaction='/paste']\").click()")
    await chromium.until(0, "document.querySelector('#turned_away').innerText.includes('more than the 4 MB')")
    assert await value(chromium, "url") == "https://typed.test/"
    assert await chromium.evaluate(0, f"document.querySelector('[name=paste]').value === {text}")
