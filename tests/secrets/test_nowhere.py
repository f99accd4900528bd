"""A secret goes to its server, and then it is found nowhere: in no table, log line, page, export or error.

What is a secret is told by where it stands: `docs/operations.md` says where that is, and where it cannot be told. Only
the answer to whoever typed it holds it again: a form that could not be used is shown as it was filled in.
"""

from __future__ import annotations

import html
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checks.models import Report
from tests.secrets.places import ALLOWED, ANSWERED, ASKED, PAGE, PASTED, REFUSED, REPEATED, SECRETS
from tests.secrets.watching import Case, assert_nowhere, traces, whole
from tests.tools.effort import tries
from tests.tools.loopback import Target, http
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

# A shrunk secret is no clearer than the first one.
few = settings(
    max_examples=tries(3, 1), deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


async def post(client: AsyncClient, target: Target, body: dict[str, Any]) -> HttpResponse:
    filled = {"url": "URL/items", "origin": PAGE, **body}
    filled["url"] = filled["url"].replace("URL", target.url)
    return await client.post("/api/v1/checks", json.dumps(filled), content_type="application/json")


@pytest.mark.parametrize("place", ASKED)
@few
@given(secret=SECRETS, repeated=st.sampled_from(list(REPEATED)))
async def test_what_a_program_sends(
    async_client: AsyncClient, target: Target, place: str, secret: str, repeated: str
) -> None:
    def answer(head: str) -> bytes:
        return ALLOWED if head.startswith("OPTIONS") else REPEATED[repeated](secret)

    # A server is not sent a fragment, and cannot repeat it.
    target.answer = answer if place != "fragment" else lambda head: http(200)
    target.heads.clear()
    async with Case() as case:
        response = await post(async_client, target, ASKED[place](secret))
        assert response.status_code == 201
        assert target.heads
        if place != "fragment" and "body" not in place:
            assert any(trace in "".join(target.heads).lower() for trace in traces(secret))
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response.json()["id"])


def everywhere(target: Target, secret: str) -> dict[str, str]:
    """The form with the secret in the URL and in the headers."""
    return {
        "url": f"{target.url}/x?token={quote(secret)}",
        "origin": PAGE,
        "method": "GET",
        "headers": f"Authorization: Bearer {secret}\nX-Tenant: {secret}",
        "probes": "on",
    }


@pytest.mark.parametrize("repeated", REPEATED)
@few
@given(secret=SECRETS)
async def test_what_a_server_repeats(async_client: AsyncClient, target: Target, repeated: str, secret: str) -> None:
    target.answer = lambda head: REPEATED[repeated](secret)
    fields = everywhere(target, secret)
    async with Case() as case:
        response = await async_client.post("/", fields)
        assert response.status_code == 303
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response["Location"].split("/")[2])


@pytest.mark.parametrize("place", ANSWERED)
@few
@given(secret=SECRETS)
async def test_what_a_server_sends_of_itself(
    async_client: AsyncClient, target: Target, place: str, secret: str
) -> None:
    target.answer = lambda head: ANSWERED[place](secret)
    async with Case() as case:
        response = await post(async_client, target, {"credentials": "include"})
        assert response.status_code == 201
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response.json()["id"])


@pytest.mark.parametrize("place", REFUSED)
@few
@given(secret=SECRETS)
async def test_what_is_refused(async_client: AsyncClient, target: Target, place: str, secret: str) -> None:
    body = REFUSED[place](secret)
    async with Case() as case:
        response = await post(async_client, target, body)
        # It is refused for what the case is about, and by no rule before that.
        assert list(body)[-1].rstrip("s") in response.json()["field"]
        assert_nowhere(secret, error=whole(response))
        query = {"url": f"{target.url}/", "origin": PAGE} | {
            name: value for name, value in body.items() if isinstance(value, str) and name != "body"
        }
        headers = body.get("headers", {})
        lines = [headers] if isinstance(headers, str) else [f"{name}: {value}" for name, value in headers.items()]
        response = await async_client.get("/api/v1/check?" + urlencode(query | {"header": lines}, doseq=True))
        assert_nowhere(secret, error_of_get=whole(response))
        await case.assert_quiet(secret)


@pytest.mark.parametrize("place", PASTED)
@few
@given(secret=SECRETS)
async def test_what_is_pasted(async_client: AsyncClient, target: Target, place: str, secret: str) -> None:
    async with Case() as case:
        response = await async_client.post("/paste", {"paste": PASTED[place](secret), "origin": PAGE})
        assert response.status_code == 200
        page = Page(response.content.decode())
        # The pasted answers wait there, as they came, for whoever pasted them to have them judged.
        answers = [field.text.strip() for field in page.all("textarea", name="answers")]
        shown = html.unescape(response.content.decode())
        for kept in answers:
            shown = shown.replace(kept, "")
        assert_nowhere(secret, page=shown)
        await case.assert_quiet(secret)
        for answer in answers[:1]:
            fields = {"url": "https://api.example.com/x", "origin": PAGE, "method": "GET", "answers": answer}
            judged = await async_client.post("/paste/judge", fields)
            assert judged.status_code == 303
            await case.assert_kept(async_client, secret, judged["Location"].split("/")[2])


@few
@given(secret=SECRETS)
async def test_what_stands_in_a_form_that_could_not_be_used(
    async_client: AsyncClient, target: Target, secret: str
) -> None:
    fields = {"url": f"{target.url}/?token={secret}", "origin": "", "headers": f"Authorization: Bearer {secret}"}
    async with Case() as case:
        response = await async_client.post("/", fields)
        assert response.status_code == 422
        assert secret in html.unescape(response.content.decode())
        assert_nowhere(secret, head=f"{response.headers.items()} {response.cookies.output()}")
        await case.assert_quiet(secret)


@few
@given(secret=SECRETS)
async def test_a_fault_of_ours(async_client: AsyncClient, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(report: Report, site: str) -> None:
        raise RuntimeError(f"cannot render {report.facts_json} of {secret}")

    body = {"url": f"http://127.0.0.1:1/?token={secret}", "origin": PAGE}
    async with Case() as case:
        with monkeypatch.context() as patched:
            patched.setattr("checks.running.service.document_of", fail)
            response = await async_client.post("/api/v1/checks", json.dumps(body), content_type="application/json")
        assert response.status_code == 500
        assert_nowhere(secret, error=whole(response), log="\n".join(case.watch.lines[::2]))


@pytest.mark.parametrize("repeated", REPEATED)
@few
@given(secret=SECRETS)
async def test_what_a_server_repeats_once_its_preflight_let_the_secret_through(
    async_client: AsyncClient, target: Target, repeated: str, secret: str
) -> None:
    target.answer = lambda head: ALLOWED if head.startswith("OPTIONS") else REPEATED[repeated](secret)
    target.heads.clear()
    fields = everywhere(target, secret)
    async with Case() as case:
        response = await async_client.post("/", fields)
        assert response.status_code == 303
        (main,) = {head for head in target.heads if f"Authorization: Bearer {secret}\r\n" in head}
        assert main.startswith("GET /x?token=")
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response["Location"].split("/")[2])
