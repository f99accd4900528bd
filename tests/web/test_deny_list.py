"""The operator shuts a host or a client out, without a restart."""

from __future__ import annotations

import json
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient

from checks import service
from checks.deny_list import DenyList, parse
from checks.refusal import Refusal
from tests.web.loopback import Target

TEXT = """
# after a complaint
target bank.example
target 203.0.113.0/24   # their addresses
client 198.51.100.0/24
client 2001:db8:bad::/48
client ::ffff:192.0.2.64/124
"""


def refused(listed: DenyList, host: str, *addresses: str, client: str = "192.0.2.1") -> str | None:
    try:
        listed.admit_client(client)
        listed.admit_host(host)
        listed.admit_addresses([ip_address(address) for address in addresses])
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.fixture
def listed(tmp_path: Path) -> DenyList:
    path = tmp_path / "deny"
    path.write_text(TEXT)
    return DenyList(str(path))


@pytest.mark.parametrize(
    ("host", "address", "code"),
    [
        ("bank.example", "192.0.2.9", "blocked_host"),
        ("api.bank.example", "192.0.2.9", "blocked_host"),
        ("notbank.example", "192.0.2.9", None),
        ("203.0.113.9", "203.0.113.9", "blocked_host"),
        ("any-name.example", "203.0.113.9", "blocked_host"),
        ("203.0.114.9", "203.0.114.9", None),
    ],
)
def test_a_host_is_shut_out_by_its_name_and_by_where_it_leads(
    listed: DenyList, host: str, address: str, code: str | None
) -> None:
    assert refused(listed, host, address) == code


@pytest.mark.parametrize(
    ("client", "code"),
    [
        ("198.51.100.7", "forbidden"),
        ("::ffff:198.51.100.7", "forbidden"),
        ("::ffff:192.0.2.7", None),
        ("2001:db8:bad::1", "forbidden"),
        ("2001:db8:bad::1%eth0", "forbidden"),
        ("2001:db8:600d::1", None),
        ("192.0.2.66", "forbidden"),
        ("", None),
    ],
)
def test_a_client_is_shut_out_by_its_address_however_it_is_told(
    listed: DenyList, client: str, code: str | None
) -> None:
    assert refused(listed, "api.example", client=client) == code


def test_a_change_of_the_file_takes_effect_at_once(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_text("")
    listed = DenyList(str(path))
    assert refused(listed, "api.example") is None
    path.write_text("target api.example\n")
    assert refused(listed, "api.example") == "blocked_host"


def test_a_slip_in_the_file_leaves_the_entries_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_text("target api.example\n")
    listed = DenyList(str(path))
    assert refused(listed, "api.example") == "blocked_host"
    path.write_text("targett api.example\n")
    assert refused(listed, "api.example") == "blocked_host"
    path.unlink()
    assert refused(listed, "api.example") == "blocked_host"


@pytest.mark.parametrize("line", ["target", "client bank.example", "deny x", "target a b"])
def test_a_line_that_means_nothing_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse(f"target a.example\n{line}\n")


def test_without_a_file_nobody_is_shut_out() -> None:
    assert refused(DenyList(), "api.example") is None


@pytest.mark.django_db(transaction=True)
async def test_a_check_of_a_host_that_is_shut_out_sends_nothing(
    async_client: AsyncClient, target: Target, settings: Any, tmp_path: Path
) -> None:
    settings.DENY_LIST_FILE = str(tmp_path / "deny")
    (tmp_path / "deny").write_text("target 127.0.0.0/8\n")
    service.default.cache_clear()
    body = json.dumps({"url": f"{target.url}/x", "origin": "https://app.example.com"})
    response = await async_client.post("/api/v1/checks", body, content_type="application/json")
    assert (response.status_code, response.json()["code"], target.heads) == (422, "blocked_host", [])
    service.default.cache_clear()
