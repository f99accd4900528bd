"""The operator shuts a host or a client out, without a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.deny_list import DenyList, parse
from checks.refusal import Refusal

TEXT = """
# after a complaint
target bank.example
target 203.0.113.0/24   # their addresses
client 198.51.100.0/24
client 2001:db8:bad::/48
"""


def refused(listed: DenyList, host: str, client: str) -> str | None:
    try:
        listed.admit(host, client)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("host", "client", "code"),
    [
        ("bank.example", "192.0.2.1", "blocked_host"),
        ("API.Bank.Example.", "192.0.2.1", "blocked_host"),
        ("notbank.example", "192.0.2.1", None),
        ("203.0.113.9", "192.0.2.1", "blocked_host"),
        ("203.0.114.9", "192.0.2.1", None),
        ("api.example", "198.51.100.7", "forbidden"),
        ("api.example", "2001:db8:bad::1", "forbidden"),
        ("api.example", "2001:db8:bad::/64", "forbidden"),
        ("api.example", "", None),
        ("", "192.0.2.1", None),
    ],
)
def test_who_is_listed_is_refused_and_nobody_else(tmp_path: Path, host: str, client: str, code: str | None) -> None:
    path = tmp_path / "deny"
    path.write_text(TEXT)
    assert refused(DenyList(str(path)), host, client) == code


def test_a_change_of_the_file_takes_effect_at_once(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_text("")
    listed = DenyList(str(path))
    assert refused(listed, "api.example", "192.0.2.1") is None
    path.write_text("target api.example\n")
    assert refused(listed, "api.example", "192.0.2.1") == "blocked_host"


def test_a_slip_in_the_file_leaves_the_entries_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "deny"
    path.write_text("target api.example\n")
    listed = DenyList(str(path))
    assert refused(listed, "api.example", "192.0.2.1") == "blocked_host"
    path.write_text("targett api.example\n")
    assert refused(listed, "api.example", "192.0.2.1") == "blocked_host"
    path.unlink()
    assert refused(listed, "api.example", "192.0.2.1") == "blocked_host"


@pytest.mark.parametrize("line", ["target", "client bank.example", "deny x", "target a b"])
def test_a_line_that_means_nothing_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        parse(f"target a.example\n{line}\n")


def test_without_a_file_nobody_is_shut_out() -> None:
    assert refused(DenyList(), "api.example", "192.0.2.1") is None
