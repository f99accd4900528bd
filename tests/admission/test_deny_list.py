"""The operator shuts a host or a client out, without a restart, and no slip lets it in again."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import subprocess
import sys
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import AsyncClient

from checks.admission import deny_list
from checks.admission.deny_entries import parse
from checks.admission.deny_list import DenyList
from checks.probing.target import UrlPolicy, judge
from checks.refusal import Refusal
from checks.running import service
from tests.tools.loopback import Target

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.mark.parametrize("broken", ["missing", "a folder", "a slip", "no text"])
def test_a_file_that_cannot_be_read_any_more_leaves_the_entries_as_they_were(
    tmp_path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "deny"
    path.write_text("target api.example\nclient 198.51.100.0/24\n")
    listed = DenyList(str(path))
    why = break_file(path, broken)
    for _ in range(3):
        assert refused(listed, "api.example") == "blocked_host"
    told = [record.getMessage() for record in caplog.records]
    assert told == [f"DENY_LIST_FILE: {path}{why} The last list that was read stays in force: 2 entries."]


def break_file(path: Path, how: str) -> str:
    """What the sentence about it says after the path."""
    path.unlink()
    if how == "a folder":
        path.mkdir()
        return " cannot be read: Is a directory."
    if how == "a slip":
        path.write_text("target bank.example\ntargett api.example\n")
        return ", line 2, “targett api.example”: Write “target” or “client”, and what to block."
    if how == "no text":
        path.write_bytes(b"target bank.example\xff\n")
        return " cannot be read: it is not UTF-8."
    return " cannot be read: No such file or directory."


@pytest.mark.parametrize("broken", ["missing", "a folder", "a slip", "no text"])
def test_a_list_that_cannot_be_read_starts_nothing(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "deny"
    path.touch()
    sentence = f"DENY_LIST_FILE: {path}{break_file(path, broken)}"
    with pytest.raises(ImproperlyConfigured) as caught:
        DenyList(str(path))
    assert str(caught.value) == sentence
    environ = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k3Jf9sLq0PzX7vBn2Mw5Ty8Ru1Ei4Oa6Dg" * 2,
        "ALLOWED_HOSTS": "cors.example.org",
        "DENY_LIST_FILE": str(path),
    }
    server = ["-m", "gunicorn", "corschecker.asgi:application", "--bind", "127.0.0.1:1"]
    for command in (server, ["manage.py", "check", "--deploy"]):
        failed = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
        )
        assert (failed.returncode, failed.stdout) == (1, "")
        assert sentence in failed.stderr
        assert "Traceback" not in failed.stderr


async def test_a_change_is_read_and_told_without_a_check(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "deny"
    path.write_text("target api.example\n")
    listed = DenyList(str(path))
    with caplog.at_level(logging.INFO):
        watching = asyncio.create_task(listed.watch(every_s=0.01))
        for text, told in (
            ("target api.example\ntarget bank.example\n", "DENY_LIST_FILE is read, and in force: 2 entries."),
            ("target api.example\nbank.example\n", "The last list that was read stays in force: 2 entries."),
            ("target api.example\n", "DENY_LIST_FILE is read, and in force: 1 entry."),
        ):
            path.write_text(text)
            for _ in range(3000):
                if told in caplog.text:
                    break
                await asyncio.sleep(0.01)
            assert told in caplog.text
            caplog.clear()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def test_a_process_that_starts_while_the_file_is_broken_has_what_another_read_last(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_text("")
    listed = DenyList(str(path))
    path.write_text("target api.example\n")
    assert in_a_fork(listed) == "blocked_host"
    path.write_text("targett api.example\n")
    assert in_a_fork(listed) == "blocked_host"
    path.write_text("# none\n")
    assert in_a_fork(listed) == "None"
    path.unlink()
    assert in_a_fork(listed) == "None"
    assert refused(listed, "api.example") is None


def in_a_fork(listed: DenyList) -> str:
    """Whether a process that is forked from this one now refuses a check of api.example."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, str(refused(listed, "api.example")).encode())
        os._exit(0)
    os.waitpid(child, 0)
    told = os.read(reading, 100).decode()
    os.close(reading)
    os.close(writing)
    return told


@pytest.mark.parametrize(
    ("word", "url"),
    [
        ("MÜNCHEN.example.com", "http://münchen.example.com/"),
        ("münchen.example.com", "http://xn--mnchen-3ya.example.com/"),
        ("xn--mnchen-3ya.example.com", "http://a.MÜNCHEN.example.com/"),
        ("пример.испытание", "http://xn--e1afmkfd.xn--80akhbyknj4f/"),
        ("bank。example。com", "http://bank.example.com/"),
        ("Bank.Example.COM.", "http://bank.example.com./"),
        (".bank.example.com", "http://api.bank.example.com/"),
        ("a_b.example.com", "http://a_b.example.com/"),
    ],
)
def test_a_host_is_shut_out_however_it_is_spelled(tmp_path: Path, word: str, url: str) -> None:
    path = tmp_path / "deny"
    path.write_text(f"target {word}\n")
    assert refused(DenyList(str(path)), judge(url, UrlPolicy()).name) == "blocked_host"


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_text("target api.example\n", encoding="utf-8-sig")
    assert refused(DenyList(str(path)), "api.example") == "blocked_host"


@pytest.mark.parametrize(
    "line",
    [
        "target",
        "client bank.example",
        "client",
        "deny x",
        "target a b",
        "target https://bank.example/",
        "target bank.example:8443",
        "target bank.example/",
        "target *.bank.example",
        "target bank..example",
        "target .",
        "target 198.51.100.7/33",
        "target 198.51.100.007",
        "target 127.1",
        "target [2001:db8::1]",
        "bank.example",
    ],
)
def test_a_line_that_means_nothing_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=f"^line 2, “{re.escape(line)}”: Write "):
        parse(f"target a.example\n{line}  # why\n")


def test_without_a_file_nobody_is_shut_out() -> None:
    assert refused(DenyList(), "api.example") is None


@pytest.mark.django_db(transaction=True)
async def test_a_check_of_a_host_that_is_shut_out_sends_nothing(
    async_client: AsyncClient, target: Target, settings: Any, tmp_path: Path
) -> None:
    settings.DENY_LIST_FILE = str(tmp_path / "deny")
    (tmp_path / "deny").write_text("target 127.0.0.0/8\n")
    deny_list.default.cache_clear()
    service.default.cache_clear()
    body = json.dumps({"url": f"{target.url}/x", "origin": "https://app.example.com"})
    response = await async_client.post("/api/v1/checks", body, content_type="application/json")
    assert (response.status_code, response.json()["code"], target.heads) == (422, "blocked_host", [])
    deny_list.default.cache_clear()
    service.default.cache_clear()
