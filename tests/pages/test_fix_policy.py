"""On a report: its policy edited, notes that it calls for, and what to do where the server is another's."""

from __future__ import annotations

import pytest
from django.test import AsyncClient

from checks.cors.policy import CorsPolicy
from checks.fixes import Situation, render
from checks.fixes.situation import NO_HEADERS
from checks.pages.not_yours import web_view
from tests.pages.test_report import PAGE, check, show
from tests.tools.loopback import Target
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

MORE = {"origins": f"{PAGE} https://admin.example.com", "methods": "GET, PUT", "credentials": "on", "max_age": "60"}
WIDER = CorsPolicy((PAGE, "https://admin.example.com"), ("GET", "PUT"), credentials=True, max_age=60)


async def test_the_policy_of_a_report_stands_in_a_form(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    page = await show(async_client, path)
    assert page.one("textarea", id="policy_origins").text.strip() == PAGE
    form = page.one("form", id="policy")
    assert (form.attributes["action"] or "").startswith(f"{path}fix/")
    assert [parent.attributes for parent in form.parents if "hx-disable" in parent.attributes] == []
    wire = page.all("pre", class_="evidence")
    assert [any("hx-disable" in parent.attributes for parent in e.parents) for e in wire] == [True] * len(wire)
    page = await show(async_client, f"{path}fix/express")
    assert NO_HEADERS in [note.text for note in page.all("p", class_="small")]


@pytest.mark.parametrize("target_id", ["", "panel", "fix"])
async def test_every_fix_follows_the_edited_policy(async_client: AsyncClient, target: Target, target_id: str) -> None:
    path = await check(async_client, target)
    await show(async_client, path)
    headers = {"HX-Request": "true", "HX-Target": target_id} if target_id else {}
    for stack in ("express", "nginx", "flask"):
        response = await async_client.get(f"{path}fix/{stack}", MORE, headers=headers)
        page = Page(response.content.decode())
        assert page.one("pre", id="code").text == render(stack, WIDER, Situation(sends_headers=False)).code
        assert len(page.all("form", class_="policy")) == (0 if target_id else 1)


async def test_an_edit_that_cannot_be_is_refused_beside_its_field(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    await show(async_client, path)
    response = await async_client.get(f"{path}fix/express", MORE | {"origins": "*"})
    assert response.status_code == 422
    page = Page(response.content.decode())
    assert page.one("div", id="policy_credentials_error").text.startswith("Browsers refuse “*”")
    assert page.one("textarea", id="policy_origins").text.strip() == "*"


async def test_who_does_not_own_the_server_learns_what_to_do(async_client: AsyncClient, target: Target) -> None:
    path = await check(async_client, target)
    page = await show(async_client, path)
    (told,) = [e for e in page.all("details") if e.text.startswith("If the server is not yours")]
    links = [a.attributes["href"] for a in page.all("a") if told in a.parents]
    assert links[0] == f"{path}#fix"
    assert links[1:] == [f"{path}fix/{stack}" for stack in ("vite", "webpack", "nginx-proxy")]
    assert "Do not use a public CORS proxy" in told.text
    assert "Capacitor" not in told.text


async def test_a_report_without_a_policy_links_to_the_proxies_alone(async_client: AsyncClient, target: Target) -> None:
    page = await show(async_client, await check(async_client, target, headers="X.Trace: 1"))
    (told,) = [e for e in page.all("details") if e.text.startswith("If the server is not yours")]
    links = [a.attributes["href"] for a in page.all("a") if told in a.parents]
    assert links == ["/fixes/vite/", "/fixes/webpack/", "/fixes/nginx-proxy/"]


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("https://app.example.com", []),
        ("http://localhost:3000", []),
        ("capacitor://localhost", ["CapacitorHttp", "every app"]),
        ("ionic://localhost", ["Ionic app", "every app"]),
        ("app://localhost", ["Electron app", "Cordova app", "every app"]),
        ("tauri://localhost", ["Tauri app", "every app"]),
        ("http://tauri.localhost", ["Tauri app", "every app"]),
        ("moz-extension://0-1", ["host_permissions"]),
        ("https://localhost", ["on Android", "CapacitorHttp", "Cordova app"]),
        ("null", ["loads files", "CapacitorHttp", "Cordova app"]),
    ],
)
def test_an_app_or_an_extension_is_told_of_its_own_ways(origin: str, words: list[str]) -> None:
    told = web_view(origin)
    assert len(told) == len(words)
    assert all(word in sentence for word, sentence in zip(words, told, strict=True))


async def test_a_page_without_an_origin_is_told_how_to_get_one_and_what_to_allow_then(
    async_client: AsyncClient, target: Target
) -> None:
    path = await check(async_client, target, origin="null")
    page = await show(async_client, path)
    assert "python3 -m http.server 8000" in page.one("body").text
    assert page.one("textarea", id="policy_origins").text.strip() == "http://localhost:8000"
    shown = (await show(async_client, f"{path}fix/express")).one("pre", id="code").text
    assert "http://localhost:8000" in shown
    assert '"null"' not in shown
    response = await async_client.get(f"{path}fix/nginx", MORE)
    assert "https://admin.example.com" in Page(response.content.decode()).one("pre", id="code").text
    response = await async_client.get(f"{path}fix/nginx", MORE | {"origins": "null"})
    assert "Serve the page over http or https" in response.content.decode()


async def test_a_page_without_an_origin_has_no_policy_in_the_document(
    async_client: AsyncClient, target: Target
) -> None:
    path = await check(async_client, target, origin="null")
    page = await show(async_client, path)
    (link,) = [a.attributes["href"] for a in page.all("a") if a.text == "JSON"]
    document = (await async_client.get(str(link))).json()
    assert (document["policy"], document["fixes"]) == (None, [])
