"""A report is deleted by whoever has its token, and a token cannot be guessed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import AsyncClient
from limits import parse_many
from pytest_django.fixtures import Settings

from checks.models import Report
from checks.reports import store
from checks.reports.database import in_database
from checks.running import service
from corschecker.asgi import application
from tests.corschecker.test_asgi import ask
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def two_wrong_tokens_a_minute(settings: Settings) -> Iterator[None]:
    settings.CHECK_DELETION_RATE_LIMITS = tuple(parse_many("2/minute"))
    service.default.cache_clear()
    yield
    service.default.cache_clear()


@pytest.fixture
async def reports() -> list[Report]:
    made = [Report.begin() for _ in range(4)]
    for report in made:
        report.facts_json, report.state = "{}", Report.State.DONE
    await in_database(store.insert, *made)
    return made


async def by_api(client: AsyncClient, report: Report, token: str) -> tuple[int, str | None]:
    headers = {"authorization": f"Bearer {token}"}
    response = await client.delete(f"/api/v1/checks/{report.pk}", headers=headers)
    return response.status_code, response.headers.get("Retry-After")


async def test_after_a_few_wrong_tokens_not_even_the_right_one_is_tried(
    async_client: AsyncClient, reports: list[Report]
) -> None:
    report = reports[0]
    outcomes = [(await by_api(async_client, report, token))[0] for token in ("a", "b", "c", report.delete_token or "")]
    assert outcomes == [403, 403, 429, 429]
    status, wait = await by_api(async_client, report, report.delete_token or "")
    assert status == 429
    assert 1 <= int(wait or "") <= 60
    path, authorization = f"/api/v1/checks/{report.pk}", f"Bearer {report.delete_token}"
    from_elsewhere, _ = await ask(application, path, method="DELETE", authorization=authorization)
    assert from_elsewhere["status"] == 204


async def test_right_tokens_and_unknown_reports_have_no_limit(async_client: AsyncClient, reports: list[Report]) -> None:
    for report in reports:
        assert (await by_api(async_client, report, report.delete_token or ""))[0] == 204
    for report in reports:
        assert (await by_api(async_client, report, "wrong"))[0] == 404


async def test_the_form_counts_wrong_tokens_as_the_api_does(async_client: AsyncClient, reports: list[Report]) -> None:
    path = f"/r/{reports[0].pk}/delete"
    responses = [await async_client.post(path, {"token": token}) for token in ("a", "b", "c")]
    pages = [Page(response.content.decode()).one("main").text for response in responses]
    assert [response.status_code for response in responses] == [403, 403, 429]
    assert "This is not this report's deletion token." in pages[0]
    assert "Too many wrong deletion tokens from your address (limit: 2 per minute)." in pages[2]
    assert 1 <= int(responses[2]["Retry-After"]) <= 60
