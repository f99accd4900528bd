"""The form: it is prefilled by a link and never run by one, keeps what was typed, and says what to change."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient
from limits import parse_many

from checks.cors.contracts import CONTRACTS, Contract
from checks.models import Report
from checks.pages.forms import CheckForm
from tests.tools.loopback import Target
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = {"url": "https://api.example.com/items", "origin": "https://app.example.com", "method": "GET"}


async def post(client: AsyncClient, path: str = "/", **fields: Any) -> tuple[int, Page]:
    response = await client.post(path, GOOD | fields)
    return response.status_code, Page(response.content.decode())


async def test_the_empty_form_asks_and_offers_the_usual_origins(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/")).content.decode())
    assert "value" not in page.one("input", name="url").attributes
    assert [button.attributes["value"] for button in page.all("button", data_fill="id_origin")] == [
        "http://localhost:3000",
        "http://localhost:5173",
        "http://localhost:8080",
        "http://localhost:4200",
        "null",
        "capacitor://localhost",
        "ionic://localhost",
        "http://localhost",
    ]
    names = [button.text for button in page.all("button", data_fill="id_origin")]
    assert names[:2] == ["React, Next.js 3000", "Vite 5173"]


async def test_what_every_check_needs_stands_beside_the_button_and_the_rest_is_folded(
    async_client: AsyncClient,
) -> None:
    page = Page((await async_client.get("/")).content.decode())
    fold = page.one("details")
    assert "open" not in fold.attributes
    shown = [e.attributes["name"] for e in page.all("input") if "id" in e.attributes and fold not in e.parents]
    assert shown == ["file", "method", "url", "origin"]
    typed = Page((await async_client.post("/", GOOD | {"url": "x", "credentials": "include"})).content.decode())
    assert "open" in typed.one("details").attributes


async def test_a_first_run_is_offered_where_the_lab_has_an_origin_of_its_own(
    async_client: AsyncClient, settings: Any
) -> None:
    async def samples() -> list[str]:
        page = Page((await async_client.get("/")).content.decode())
        return [a.text for a in page.all("a") if (a.attributes["href"] or "").startswith("/?url=")]

    assert await samples() == []
    settings.LAB_ORIGIN = "http://lab.example.com"
    assert len(await samples()) == 3


async def test_every_input_has_a_label_and_every_description_exists(async_client: AsyncClient) -> None:
    page = Page((await async_client.post("/", {})).content.decode())
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    labelled = {label.attributes["for"] for label in page.all("label")}
    inputs = [
        e for e in page.elements if e.tag in ("input", "select", "textarea") and e.attributes.get("type") != "hidden"
    ]
    assert {e.attributes["id"] for e in inputs} <= labelled
    described = [name for e in inputs for name in (e.attributes.get("aria-describedby") or "").split()]
    assert set(described) <= set(ids)


async def test_the_page_asks_for_every_field_of_the_form(async_client: AsyncClient) -> None:
    page = Page((await async_client.get("/")).content.decode())
    asked = [
        element.attributes.get("name") for element in page.elements if element.tag in ("input", "select", "textarea")
    ]
    assert {name: asked.count(name) for name in CheckForm.base_fields} == dict.fromkeys(CheckForm.base_fields, 1)


async def test_a_link_fills_the_form_and_does_not_run_it(async_client: AsyncClient) -> None:
    query = urlencode(GOOD | {"method": "PUT", "headers": "X-A: 1\nX-B: 2", "credentials": "include"})
    page = Page((await async_client.get(f"/?{query}")).content.decode())
    assert page.one("input", name="url").attributes["value"] == "https://api.example.com/items"
    assert page.one("input", name="origin").attributes["value"] == "https://app.example.com"
    assert page.one("input", name="method").attributes["value"] == "PUT"
    assert page.one("textarea", name="headers").text.strip() == "X-A: 1\nX-B: 2"
    assert "selected" in page.one("option", value="include").attributes
    assert await Report.objects.acount() == 0


async def test_a_link_cannot_consent_to_changing_data(async_client: AsyncClient) -> None:
    query = urlencode(GOOD | {"confirm_side_effects": "on"})
    page = Page((await async_client.get(f"/?{query}")).content.decode())
    assert "checked" not in page.one("input", name="confirm_side_effects").attributes


BAD = [
    ("url", "", "Write the URL that the page requests, with https:// or http:// in front."),
    (
        "url",
        "api.example.com/items",
        "The URL has no scheme, so a browser reads it as a path on the page's host. Write "
        "https://api.example.com/items.",
    ),
    (
        "url",
        "localhost:8080/x",
        "A browser reads this as a URL of scheme “localhost”. Write http://localhost:8080/x.",
    ),
    (
        "url",
        "https://me:secret@api.example.com/",
        "Remove the user name and password before the @: fetch() refuses a URL with them.",
    ),
    ("url", "https://api example.com/", "There is a space in the host “api example.com”; remove it."),
    ("url", "https://api.example.com/" + "a" * 4976, "This URL has 5,000 characters; the limit is 4,096."),
    ("origin", "", "Write the origin of the page that makes the request, such as http://localhost:3000, or null."),
    (
        "origin",
        "https://app.example.com/cart",
        "An origin ends after its host and port. Leave out “/cart”: https://app.example.com.",
    ),
    ("method", "TRACE", "No page can send TRACE: fetch() and XMLHttpRequest refuse it."),
    ("method", "GET /x", "A method is one word, such as GET, PUT or DELETE."),
    ("headers", "X-A: 1\n and more", "Line 2, “and…”: write each header on one line as Name: value."),
    ("headers", "\n".join(f"X-{n}: 1" for n in range(60)), "There are 60 headers; the limit is 50."),
    ("headers", "X-A: " + "a" * 20_000, "This has 20,005 characters; a field may have 16,384."),
    (
        "headers",
        "Cookie: a=b",
        "Code cannot set Cookie. The browser adds cookies itself; choose the credentials mode include instead.",
    ),
    ("credentials", "always", "Select a valid choice. always is not one of the available choices."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD, ids=[f"{f}-{n}" for n, (f, *_) in enumerate(BAD)])
async def test_bad_input_is_told_beside_its_field_and_kept(
    async_client: AsyncClient, field: str, value: str, sentence: str
) -> None:
    status, page = await post(async_client, **{field: value})
    assert status == 422
    assert [item.text for item in page.all("ul") if "errorlist" in (item.attributes.get("class") or "")] == [sentence]
    (wrong,) = [e for e in page.elements if e.attributes.get("aria-invalid") == "true"]
    assert wrong.attributes["name"] == field
    assert f"id_{field}_error" in (wrong.attributes["aria-describedby"] or "")
    assert page.one("ul", id=f"id_{field}_error").text == sentence
    if wrong.tag == "input":
        assert wrong.attributes.get("value", "") == value
    elif wrong.tag == "textarea":
        assert wrong.text.strip("\n") == value
    assert await Report.objects.acount() == 0


async def test_the_focus_goes_to_the_first_wrong_field_and_the_summary_leads_to_each(async_client: AsyncClient) -> None:
    response = await async_client.post("/", {"url": "https://api.example.com/", "origin": "nowhere", "method": "A B"})
    page = Page(response.content.decode())
    assert [field.attributes["id"] for field in page.all("input") if "autofocus" in field.attributes] == ["id_method"]
    links = [link.attributes["href"] for link in page.all("a") if (link.attributes["href"] or "").startswith("#id_")]
    assert links == ["#id_method", "#id_origin"]


async def test_check_reads_the_box_first_and_goes_on_where_nothing_is_missing(
    async_client: AsyncClient, target: Target
) -> None:
    curl = f"curl {target.url}/pasted -H 'Origin: https://app.example.com'"
    for typed in ({"url": "", "origin": ""}, {"url": f"{target.url}/typed", "origin": "https://typed.test"}):
        response = await async_client.post("/", typed | {"paste": curl, "probes": "on"})
        assert response.status_code == 303
    facts = [report.facts async for report in Report.objects.all()]
    asked = {(told["request"]["url"], told["request"]["origin"]) for told in facts if told}
    assert asked == {(f"{target.url}/pasted", "https://app.example.com")}


async def test_check_reads_a_chosen_file_first(async_client: AsyncClient, target: Target) -> None:
    """As a browser without scripts sends it."""
    file = SimpleUploadedFile("request.txt", f"curl {target.url}/file -H 'Origin: https://app.example.com'".encode())
    response = await async_client.post("/", {"url": "", "origin": "", "paste": "", "file": file})
    assert response.status_code == 303
    facts = (await Report.objects.aget()).facts
    assert facts is not None
    assert facts["request"]["url"] == f"{target.url}/file"


async def test_check_asks_for_what_the_box_leaves_open_and_loses_nothing(async_client: AsyncClient) -> None:
    curl = "curl https://api.example.com/items -X PUT -H 'X-A: 1'"
    page = Page((await async_client.post("/", {"url": "", "origin": "", "paste": curl})).content.decode())
    assert [field.attributes["name"] for field in page.all("input") if "autofocus" in field.attributes] == ["origin"]
    assert page.one("input", id="id_url").attributes["value"] == "https://api.example.com/items"
    assert page.one("input", id="id_method").attributes["value"] == "PUT"
    assert page.one("textarea", name="headers").text.strip() == "X-A: 1"
    assert not await Report.objects.aexists()


async def test_check_of_what_is_typed_does_not_wait_for_a_box_that_says_nothing(
    async_client: AsyncClient, target: Target
) -> None:
    response = await async_client.post("/", GOOD | {"url": target.url, "paste": "as I told you"})
    assert response.status_code == 303


async def test_what_the_box_could_not_check_is_in_the_fields_to_be_corrected(async_client: AsyncClient) -> None:
    curl = "curl http://10.0.0.1/items -H 'Origin: https://app.example.com'"
    response = await async_client.post("/", {"url": "", "origin": "", "paste": curl})
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert page.one("input", id="id_url").attributes["value"] == "http://10.0.0.1/items"
    # It was read, and would else be read again over what is corrected.
    assert page.one("textarea", name="paste").text.strip() == ""


async def test_all_wrong_fields_are_told_at_once(async_client: AsyncClient) -> None:
    status, page = await post(async_client, url="localhost:1", origin="x/y", method="TRACE")
    assert status == 422
    wrong = [e.attributes["name"] for e in page.elements if e.attributes.get("aria-invalid") == "true"]
    assert wrong == ["method", "url", "origin"]
    assert "3 fields need a change." in page.one("div", role="alert").text


async def test_an_element_chooses_no_method(async_client: AsyncClient) -> None:
    status, page = await post(async_client, initiator="font", method="PUT")
    assert status == 422
    assert page.one("ul", id="id_method_error").text == (
        "A browser always uses GET for font; only fetch() and XMLHttpRequest can choose a method."
    )


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_origin_is_refused(async_client: AsyncClient, site: str) -> None:
    response = await async_client.post("/", GOOD, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    assert await Report.objects.acount() == 0


async def test_a_form_without_its_token_is_refused() -> None:
    response = await AsyncClient(enforce_csrf_checks=True).post("/", GOOD)
    assert response.status_code == 403
    assert await Report.objects.acount() == 0


async def test_a_private_address_is_refused_beside_the_url_with_the_command_that_reaches_it(
    async_client: AsyncClient,
) -> None:
    status, page = await post(async_client, url="http://10.0.0.1/", headers="Authorization: Bearer s3cret-t0ken")
    assert status == 422
    assert page.one("input", name="url").attributes["aria-invalid"] == "true"
    assert page.one("pre", id="own").text.startswith("corschecker check http://10.0.0.1/ ")
    assert "s3cret" not in page.one("pre", id="own").text
    assert "http://10.0.0.1/" in page.one("div", id="plan").text
    (copy,) = [button for button in page.all("button") if "autofocus" in button.attributes]
    assert copy.attributes["data-copy"] == "own"
    assert await Report.objects.acount() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "No preflight."),
        ({"method": "PUT"}, "PUT is not GET, HEAD or POST."),
        ({"headers": "X-Requested-With: x"}, "x-requested-with is not among the few headers that need no permission."),
        (
            {"method": "POST", "headers": "Content-Type: application/json"},
            "content-type: application/json is none of the three types that a form can send.",
        ),
        ({"origin": "https://api.example.com"}, "No CORS at all."),
        ({"mode": "no-cors"}, "No preflight, and no reading."),
        ({"mode": "same-origin"}, "Nothing goes out."),
        ({"url": "", "origin": "", "method": "DELETE"}, "DELETE is not GET, HEAD or POST."),
        ({"url": "", "origin": "", "method": "DELETE"}, "OPTIONS …\nOrigin: …\n"),
        ({"method": "TRACE"}, "Correct the marked fields"),
        ({"initiator": "font"}, "No preflight."),
        ({"method": "POST", "upload_listener": "on"}, "The code listens to the progress of the upload."),
        ({"method": "POST", "body_kind": "stream"}, "The body is a stream (Chromium and Safari only)."),
    ],
)
async def test_the_plan_says_whether_a_preflight_goes_first(
    async_client: AsyncClient, fields: dict[str, str], said: str
) -> None:
    status, page = await post(async_client, "/plan", **fields)
    assert status == 200
    assert said in page.elements[0].text + "".join(item.text for item in (*page.all("li"), *page.all("pre")))


async def test_one_check_too_many_is_told_on_the_form_and_kept(
    async_client: AsyncClient, settings: Any, target: Target
) -> None:
    settings.CHECK_RATE_LIMITS = parse_many("1/hour")
    fields = GOOD | {"url": target.url}
    assert (await async_client.post("/", fields, REMOTE_ADDR="192.0.2.7")).status_code == 303
    response = await async_client.post("/", fields, REMOTE_ADDR="192.0.2.7")
    page = Page(response.content.decode())
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "Nothing was sent. Too many checks from your address" in page.one("div", role="alert").text
    assert page.one("input", name="url").attributes["value"] == target.url


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.id)
async def test_a_known_protocol_fills_in_its_method_and_headers_and_keeps_the_rest(
    async_client: AsyncClient, contract: Contract
) -> None:
    page = Page((await async_client.get("/")).content.decode())
    (button,) = page.all("button", name="contract", value=contract.id)
    typed = {"contract": contract.id, "headers": "X-Old: 1", "credentials": "include", "paste": "kept " * 20_000}
    status, page = await post(async_client, str(button.attributes["formaction"]), **typed)
    assert status == 200
    assert page.one("input", name="url").attributes["value"] == GOOD["url"]
    assert page.one("input", name="method").attributes["value"] == contract.asks[0]
    lines = page.one("textarea", name="headers").text.strip().split("\n")
    assert [line.split(": ", 1) for line in lines] == [list(header) for header in contract.asks[1]]
    assert page.one("textarea", name="paste").text.split() == ["kept"] * 20_000
    chosen = [option.attributes["value"] for option in page.all("option") if "selected" in option.attributes]
    assert "include" in chosen
    assert not await Report.objects.aexists()


async def test_an_unknown_protocol_or_a_form_of_elsewhere_fills_in_nothing(async_client: AsyncClient) -> None:
    assert (await async_client.post("/preset", GOOD | {"contract": "x"})).status_code == 302
    assert (await async_client.get("/preset")).status_code == 302
    elsewhere = await async_client.post("/preset", GOOD | {"contract": "mcp"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403


async def test_one_preset_too_many_is_told_on_the_form(async_client: AsyncClient, settings: Any) -> None:
    settings.CHECK_FRAGMENT_RATE_LIMITS = parse_many("1/hour")
    await post(async_client, "/preset", contract="mcp")
    status, page = await post(async_client, "/preset", contract="tus")
    assert status == 429
    assert page.one("input", name="method").attributes["value"] == "GET"
