"""An identical check of the last minute is not run again, and nobody is given a report that is not theirs to see."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from limits import parse_many

from checks.cors.model import Request
from checks.models import Report
from checks.refusal import Refusal
from checks.reports.database import in_database
from checks.reports.digest import digest
from checks.running import service
from checks.running.joining import Joining
from tests.tools.faults import faults
from tests.tools.loopback import Target, until

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "https://app.example.com"


@pytest.fixture(autouse=True)
def within_a_minute(settings: Any) -> None:
    settings.CHECK_REUSE_S = 60


async def post(client: AsyncClient, target: Target, **more: Any) -> HttpResponse:
    body = {"url": f"{target.url}/x", "origin": PAGE, "probes": False, **more}
    return await client.post("/api/v1/checks", json.dumps(body), content_type="application/json")


async def test_an_identical_check_is_answered_with_the_earlier_report(
    async_client: AsyncClient, target: Target
) -> None:
    first, again = await post(async_client, target), await post(async_client, target)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {name: value for name, value in first.json().items() if name != "delete_token"}
    assert again["Location"] == first["Location"]
    assert len(target.heads) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"url": "{target}/y"},
        {"origin": "https://other.example.com"},
        {"method": "HEAD"},
        {"headers": [["X-A", "1"]]},
        {"credentials": "include"},
        {"redirect": "manual"},
        {"initiator": "img", "mode": "no-cors"},
        {"hsts": True},
        {"probes": True},
        {"fresh": True},
    ],
    ids=lambda other: "-".join(other),
)
async def test_what_differs_in_anything_is_run(
    async_client: AsyncClient, target: Target, other: dict[str, Any]
) -> None:
    first = await post(async_client, target)
    filled = {name: value.replace("{target}", target.url) if name == "url" else value for name, value in other.items()}
    second = await post(async_client, target, **filled)
    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


@pytest.mark.parametrize("ago_s", [61, -3600], ids=["too old", "of a clock that was set back"])
async def test_a_report_of_another_minute_or_one_that_is_gone_is_not_given(
    async_client: AsyncClient, target: Target, ago_s: int
) -> None:
    made = (await post(async_client, target)).json()
    kept = await in_database(Report.objects.get, pk=made["id"])
    kept.created_at -= timedelta(seconds=ago_s)
    await in_database(kept.save)
    second = await post(async_client, target)
    assert second.status_code == 201
    await async_client.delete(
        f"/api/v1/checks/{second.json()['id']}", headers={"Authorization": f"Bearer {second.json()['delete_token']}"}
    )
    assert (await post(async_client, target)).status_code == 201


@pytest.mark.parametrize(
    "secret",
    [
        {"headers": [["Authorization", "Bearer one"]]},
        {"headers": [["X-Custom", "9f8a7b6c5d"]]},
        {"url": "{target}/x?token=one"},
        {"method": "POST", "body": "one", "headers": [["Content-Type", "text/plain"]]},
        {"method": "DELETE", "confirm_side_effects": True},
    ],
    ids=["authorization", "custom header", "query", "body", "confirmed"],
)
async def test_what_holds_a_secret_or_was_confirmed_is_always_run(
    async_client: AsyncClient, target: Target, secret: dict[str, Any]
) -> None:
    filled = {name: value.replace("{target}", target.url) if name == "url" else value for name, value in secret.items()}
    made = [(await post(async_client, target, **filled)) for _ in range(2)]
    assert [response.status_code for response in made] == [201, 201]
    assert await in_database(lambda: set(Report.objects.values_list("asked", flat=True))) == {""}


async def test_who_mended_a_server_sees_it_by_the_form_at_once(async_client: AsyncClient, target: Target) -> None:
    fields = {"url": f"{target.url}/x", "origin": PAGE, "method": "GET", "credentials": "omit"}
    reports = [(await async_client.post("/", fields))["Location"] for _ in range(2)]
    assert reports[0] != reports[1]
    assert len(target.heads) == 2


async def test_a_shared_report_counts_for_the_client_and_not_for_the_target(
    async_client: AsyncClient, target: Target, settings: Any
) -> None:
    settings.CHECK_RATE_LIMITS = parse_many("3/minute")
    settings.CHECK_TARGET_RATE_LIMITS = parse_many("1/minute")
    service.default.cache_clear()
    made = [await post(async_client, target) for _ in range(4)]
    assert [response.status_code for response in made] == [201, 200, 200, 429]
    assert made[2]["RateLimit-Remaining"] == "0"
    service.default.cache_clear()


async def test_all_checks_share_the_requests_that_the_service_may_send(
    async_client: AsyncClient, target: Target, settings: Any
) -> None:
    settings.CHECK_REQUEST_RATE_LIMITS = parse_many("28/minute")
    service.default.cache_clear()
    made = [await post(async_client, target, origin=f"https://{name}.example.com") for name in "abcdefgh"]
    assert [response.status_code for response in made] == [201] * 7 + [429]
    refused = await post(async_client, target, origin=PAGE, probes=True)
    assert "Too many requests" in refused.json()["detail"]
    service.default.cache_clear()


def test_an_empty_body_is_another_request_than_none() -> None:
    empty = Request("https://api.example.com/items", PAGE, method="POST", body="")
    asked = {digest(one, probes=True, confirm_side_effects=False) for one in (empty, replace(empty, body=None))}
    assert len(asked) == 2
    assert "" not in asked


async def test_a_host_that_has_opted_out_is_not_asked(async_client: AsyncClient, target: Target, settings: Any) -> None:
    rules = b"User-agent: corschecker\nDisallow: /x"
    target.answer = lambda head: b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(rules), rules)
    settings.CHECK_ROBOTS = True
    service.default.cache_clear()
    for _ in range(2):
        refused = await post(async_client, target)
        assert (refused.status_code, refused.json()["code"]) == (422, "blocked_host")
    assert [head.split()[1] for head in target.heads] == ["/robots.txt"]
    service.default.cache_clear()


async def test_a_check_with_diagnostic_requests_takes_its_share_of_what_the_service_may_send(
    async_client: AsyncClient, target: Target, settings: Any
) -> None:
    settings.CHECK_REQUEST_RATE_LIMITS = parse_many("24/minute")
    service.default.cache_clear()
    assert (await post(async_client, target, probes=True)).status_code == 201
    # Five checks would fit beside one that sends no more than four requests.
    others = [await post(async_client, target, origin=f"https://o{n}.example.com") for n in range(5)]
    assert (others[-1].status_code, others[-1].json().get("code")) == (429, "rate_limited")
    service.default.cache_clear()


async def at_once(client: AsyncClient, target: Target, count: int, **more: Any) -> list[asyncio.Task[HttpResponse]]:
    """So many identical checks, which the target keeps waiting until `target.waits` is set."""
    target.waits = asyncio.Event()
    asking = [asyncio.create_task(post(client, target, **more)) for _ in range(count)]
    await until(lambda: target.heads)
    return asking


async def test_identical_checks_at_once_are_one_conversation(async_client: AsyncClient, target: Target) -> None:
    asking = await at_once(async_client, target, 20)
    assert target.waits is not None
    target.waits.set()
    made = await asyncio.gather(*asking)
    assert sorted(response.status_code for response in made) == [200] * 19 + [201]
    assert len({response.json()["id"] for response in made}) == 1
    assert [response.status_code for response in made if "delete_token" in response.json()] == [201]
    assert len({response["Location"] for response in made}) == 1
    assert len(target.heads) == 1


@pytest.mark.parametrize(
    "apart",
    [
        {"fresh": True},
        {"headers": [["Authorization", "Bearer one"]]},
        {"method": "DELETE", "confirm_side_effects": True},
    ],
    ids=["fresh", "secret", "confirmed"],
)
async def test_what_is_not_shared_is_not_joined_either(
    async_client: AsyncClient, target: Target, apart: dict[str, Any]
) -> None:
    asking = await at_once(async_client, target, 3, **apart)
    await until(lambda: len(target.heads) == 3)
    assert target.waits is not None
    target.waits.set()
    made = await asyncio.gather(*asking)
    assert [response.status_code for response in made] == [201] * 3
    assert len({response.json()["id"] for response in made}) == 3


async def test_who_began_a_check_may_leave_while_others_wait_for_it(async_client: AsyncClient, target: Target) -> None:
    first, *others = await at_once(async_client, target, 4)
    first.cancel()
    await asyncio.wait({first})
    assert target.waits is not None
    target.waits.set()
    made = await asyncio.gather(*others)
    assert [response.status_code for response in made] == [200] * 3
    assert await in_database(Report.objects.count) == 1
    assert len(target.heads) == 1


async def test_a_check_that_all_have_left_is_broken_off_and_not_joined(
    async_client: AsyncClient, target: Target
) -> None:
    asking = await at_once(async_client, target, 3)
    for left in asking:
        left.cancel()
    await asyncio.wait(asking)
    assert target.waits is not None
    target.waits.set()
    assert (await post(async_client, target)).status_code == 201
    assert await in_database(Report.objects.count) == 1
    assert len(target.heads) == 2


async def test_where_the_check_of_another_fails_ones_own_is_run() -> None:
    joining, began, fails = Joining(), asyncio.Event(), asyncio.Event()
    report = Report.begin()

    async def failing() -> Report:
        began.set()
        await fails.wait()
        raise Refusal("rate_limited", "Your other checks are still.")

    async def made() -> Report:
        return report

    first = asyncio.create_task(joining.report("asked", 60, failing))
    await began.wait()
    others = [asyncio.create_task(joining.report("asked", 60, made)) for _ in range(3)]
    await asyncio.sleep(0)
    fails.set()
    with pytest.raises(Refusal):
        await first
    found = await asyncio.gather(*others)
    assert {each.pk for each in found} == {report.pk}
    assert [each.delete_token for each in found].count(report.delete_token) == 1


async def test_a_check_that_has_run_for_longer_than_reports_are_shared_is_not_joined() -> None:
    joining, done = Joining(), asyncio.Event()

    async def made() -> Report:
        await done.wait()
        return Report.begin()

    asking = [asyncio.create_task(joining.report("asked", 0, made)) for _ in range(2)]
    await asyncio.sleep(0)
    done.set()
    first, second = await asyncio.gather(*asking)
    assert first.pk != second.pk


async def test_a_report_that_the_database_does_not_take_is_handed_to_all_who_wait_for_it(
    async_client: AsyncClient, target: Target
) -> None:
    asking = await at_once(async_client, target, 3)
    with faults(lambda call: True):
        assert target.waits is not None
        target.waits.set()
        made = await asyncio.gather(*asking)
    assert sorted(response.status_code for response in made) == [200, 200, 201]
    assert [(found["kept"], found["verdict"]) for found in (response.json() for response in made)] == [
        (False, "blocked")
    ] * 3
