"""Text of the command: reports and the table of a policy file, with colours where they are asked for."""

from __future__ import annotations

import re

from checks.terminal.formats import Found, render
from tests.terminal.formats.results import APP, EVIL, URL, against_file, every_state


def test_reports_stand_apart_and_what_was_not_sent_says_why() -> None:
    allowed, blocked, unsent = render("text", Found(every_state())).split("\n" + "-" * 72 + "\n\n")
    assert allowed.startswith(f"Allowed\nGET {URL}\nfrom {APP}, by fetch, credentials same-origin\n")
    assert blocked.startswith("Blocked: ")
    assert blocked.splitlines()[1] == f"GET {URL}"
    assert blocked.endswith("\nFor the configuration that fixes it, add --stack nginx, express, flask …\n")
    assert unsent == f"Not checked: {URL}\nThe name api.example.com does not exist.\n"


def test_a_report_ends_in_the_configuration_of_the_named_server() -> None:
    _, blocked, _ = render("text", Found(every_state(), stack="nginx")).split("\n" + "-" * 72 + "\n\n")
    assert "\nFix for nginx as a reverse proxy: api.conf\n" in blocked
    assert "add_header Access-Control-Allow-Origin" in blocked
    assert "add --stack" not in blocked


def test_a_policy_file_gets_a_table() -> None:
    assert render("text", Found(against_file())) == (
        f"ok   allow {APP:<32} GET     {URL}\nok   deny  {EVIL:<32} GET     {URL}\nAll 2 as wanted.\n"
    )
    assert render("text", Found(against_file(allow_evil=True))).splitlines()[1:] == [
        f"FAIL deny  {EVIL:<32} GET     {URL}",
        "     Must be denied, but is allowed in chromium, firefox, webkit.",
        "2 wanted, 1 not as wanted.",
    ]


def test_colours_change_no_word() -> None:
    for results in (every_state(), against_file(allow_evil=True)):
        coloured = render("text", Found(results, stack="nginx", colour=True))
        assert "\x1b[31m" in coloured
        plain = render("text", Found(results, stack="nginx"))
        assert re.sub(r"\s+", " ", re.sub(r"\x1b\[\d+m", "", coloured)) == re.sub(r"\s+", " ", plain)
