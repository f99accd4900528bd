"""`/fixes/`: a policy as a form, and every server's configuration of it, without a check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import AsyncClient
from limits import parse_many
from pytest_django.fixtures import Settings

from checks.cors.contracts import CONTRACTS, Contract
from checks.cors.policy import CorsPolicy
from checks.fixes import STACKS, render
from checks.pages.policy_form import EXAMPLE
from checks.running import service
from tests.tools.page_html import Page

TYPED = {
    "origins": "https://app.example.com\nhttps://admin.example.com",
    "methods": "GET, PATCH",
    "headers": "X-Request-Id",
    "expose_headers": "etag",
    "max_age": "60",
}
POLICY = CorsPolicy(
    ("https://app.example.com", "https://admin.example.com"), ("GET", "PATCH"), ("x-request-id",), False, ("etag",), 60
)
BY_HTMX = {"HX-Request": "true", "HX-Target": "fix"}


@pytest.mark.parametrize("stack", STACKS)
async def test_every_server_has_a_page_with_its_configuration_and_notes(async_client: AsyncClient, stack: str) -> None:
    response = await async_client.get(f"/fixes/{stack}/")
    page, fix = Page(response.content.decode()), render(stack, EXAMPLE)
    assert response.status_code == 200
    assert page.one("pre", id="code").text == fix.code
    notes = [element.text for element in page.all("p", class_="small")][1:]
    assert notes[: len(fix.notes)] == [note.replace("`", "") for note in fix.notes]


async def test_the_configuration_follows_the_policy_in_the_address(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/fixes/nginx/", TYPED)).content.decode())
    assert page.one("pre", id="code").text == render("nginx", POLICY).code
    assert page.one("textarea", id="policy_origins").text.strip() == TYPED["origins"]
    assert page.one("input", id="policy_methods").attributes["value"] == "GET, PATCH"
    assert "checked" not in page.one("input", id="policy_credentials").attributes
    (caddy,) = [a.attributes["href"] for a in page.all("a") if a.text == "Caddy"]
    assert Page((await async_client.get(str(caddy))).content.decode()).one("pre", id="code").text == (
        render("caddy", POLICY).code
    )


async def test_every_server_is_listed_with_what_proves_it(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/fixes/", TYPED)).content.decode())
    links = [
        a for a in page.all("a") if (a.attributes["href"] or "").startswith("/fixes/") and "?" in str(a.attributes)
    ]
    assert sorted(link.text for link in links) == sorted(stack.title for stack in STACKS.values())
    told = {row.text.strip() for row in page.all("tr")}
    assert {row for row in told if row.startswith("Amazon S3")} == {
        f"Amazon S3not run by us: {STACKS['aws-s3'].not_run}"
    }


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("origins", "https://app.example.com/", "Write an origin as scheme://host"),
        ("origins", "null", "“null” is the origin of every sandboxed frame"),
        ("origins", "", "Enter at least one origin."),
        ("methods", "patch", "Write a method in uppercase letters"),
        ("headers", "x-${id}", "A header name here may contain only"),
        ("expose_headers", "<b>", "A header name here may contain only"),
        ("max_age", "an hour", "The maximum age must be a whole number of seconds"),
    ],
)
async def test_a_policy_that_cannot_be_is_refused_beside_its_field(
    async_client: AsyncClient, field: str, typed: str, sentence: str
) -> None:
    response = await async_client.get("/fixes/express/", TYPED | {field: typed})
    page = Page(response.content.decode())
    assert response.status_code == 422
    told = {name: page.one("div", id=f"policy_{name}_error").text for name in (*TYPED, "credentials")}
    assert [name for name, text in told.items() if text] == [field]
    assert told[field].startswith(sentence)
    kept = page.one("textarea" if field == "origins" else "input", id=f"policy_{field}")
    assert (kept.text.strip() if field == "origins" else kept.attributes.get("value", "")) == typed
    assert page.all("pre", id="code") == []


async def test_any_site_with_credentials_is_refused_at_the_tick(async_client: AsyncClient) -> None:
    response = await async_client.get("/fixes/express/", {"origins": "*", "methods": "GET", "credentials": "on"})
    told = Page(response.content.decode()).one("div", id="policy_credentials_error").text
    assert told.startswith("Browsers refuse “*” for a request with credentials")


async def test_a_server_that_compares_whole_origins_says_so_beside_the_origins(async_client: AsyncClient) -> None:
    response = await async_client.get("/fixes/lighttpd/", {"origins": "https://*.example.com", "methods": "GET"})
    assert response.status_code == 422
    told = Page(response.content.decode()).one("div", id="policy_origins_error").text
    assert told == "lighttpd compares whole origins only: list each subdomain."


async def test_what_follows_the_form_comes_alone_for_htmx(async_client: AsyncClient) -> None:
    response = await async_client.get("/fixes/nginx/", TYPED, headers=BY_HTMX)
    page = Page(response.content.decode())
    assert page.one("pre", id="code").text == render("nginx", POLICY).code
    assert page.all("form") == []
    assert len(page.all("div", hx_swap_oob="true")) == len(TYPED) + 2


async def test_htmx_keeps_the_configuration_while_a_field_is_wrong(async_client: AsyncClient) -> None:
    response = await async_client.get("/fixes/nginx/", TYPED | {"methods": "patch"}, headers=BY_HTMX)
    page = Page(response.content.decode())
    assert (response.status_code, response["HX-Reswap"]) == (200, "none")
    assert page.all("pre") == []
    assert page.one("div", id="policy_methods_error").text.startswith("Write a method in uppercase letters")


async def test_an_unknown_server_has_no_page(async_client: AsyncClient) -> None:
    assert (await async_client.get("/fixes/abacus/")).status_code == 404


def test_the_words_of_the_form_are_those_of_the_contract() -> None:
    assert set(EXAMPLE.as_dict()) == {*TYPED, "credentials"}


@pytest.fixture
def one_policy_a_minute(settings: Settings) -> Iterator[None]:
    settings.CHECK_FRAGMENT_RATE_LIMITS = tuple(parse_many("1/minute"))
    service.default.cache_clear()
    yield
    service.default.cache_clear()


@pytest.mark.usefixtures("one_policy_a_minute")
@pytest.mark.parametrize("path", ["/fixes/", "/fixes/nginx/"])
async def test_one_policy_too_many_is_told_below_the_form_and_kept(async_client: AsyncClient, path: str) -> None:
    assert [(await async_client.get(path)).status_code for _ in range(2)] == [200, 200]
    assert (await async_client.get(path, TYPED)).status_code == 200
    response = await async_client.get(path, TYPED)
    page = Page(response.content.decode())
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60
    sentence = "Too many requests from your address"
    assert page.one("div", id="policy_refused").text.startswith(sentence)
    assert page.one("textarea", id="policy_origins").text.strip() == TYPED["origins"]
    assert page.all("pre", id="code") == []

    response = await async_client.get(path, TYPED, headers=BY_HTMX)
    fragment = Page(response.content.decode())
    assert (response.status_code, response["HX-Reswap"]) == (429, "none")
    assert fragment.one("div", id="policy_refused").text.startswith(sentence)
    assert fragment.one("div", id="policy_refused").attributes["hx-swap-oob"] == "true"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.id)
async def test_a_known_protocol_has_its_policy_for_the_origins_that_were_typed(
    async_client: AsyncClient, contract: Contract
) -> None:
    for path in ("/fixes/", "/fixes/nginx/"):
        page = Page((await async_client.get(path)).content.decode())
        assert page.all("button", name="contract", value=contract.id)
        pressed = TYPED | {"contract": contract.id}
        page = Page((await async_client.get(path, pressed, follow=True)).content.decode())
        assert page.one("textarea", id="policy_origins").text.strip() == TYPED["origins"]
        assert page.one("input", id="policy_methods").attributes["value"] == ", ".join(contract.methods)
        assert contract.told in page.one("form", id="policy").text
        (shown,) = page.all("button", name="contract", aria_pressed="true")
        assert shown.text == contract.name
    policy = CorsPolicy(
        POLICY.origins, contract.methods, contract.allowed_headers, False, contract.exposes, POLICY.max_age
    )
    assert page.one("pre", id="code").text == render("nginx", policy).code


async def test_htmx_is_led_to_the_page_of_a_protocol_policy(async_client: AsyncClient) -> None:
    response = await async_client.get("/fixes/", TYPED | {"contract": "mcp"}, headers=BY_HTMX)
    page = Page((await async_client.get(response["HX-Redirect"])).content.decode())
    assert page.one("input", id="policy_expose_headers").attributes["value"] == "Mcp-Session-Id"


async def test_enter_in_a_field_uses_the_policy_and_presses_no_protocol(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/fixes/")).content.decode())
    first = next(e for e in page.all("button") if page.one("form", id="policy") in e.parents)
    assert "name" not in first.attributes
