"""Where this service does not reach a server, its page hands over the command that does, ready to run."""

from __future__ import annotations

import shlex

import pytest

from checks.cors.model import Request
from checks.exports.check_command import OPTIONS
from checks.pages.own_machine import own_command
from checks.probing.guard import Guard
from checks.refusal import Refusal
from checks.terminal.options import CHOSEN, cases, parser

ASKED = Request(
    url="http://localhost:3001/items?q=a%20b&r=1",
    origin="https://app.example.com",
    method="PUT",
    headers=(("Authorization", "Bearer s3cret-t0ken"), ("X-Quote", "it's $HOME")),
    credentials="include",
)


def refusal(url: str) -> Refusal:
    """What the service of strangers says of a URL."""
    with pytest.raises(Refusal) as refused:
        Guard().judge(url)
    return refused.value


def test_the_command_asks_for_the_same_request_without_its_secrets() -> None:
    command = own_command(ASKED, refusal(ASKED.url)).replace("\\\n", "")
    program, check, *words = shlex.split(command)
    assert (program, check) == ("corschecker", "check")
    (case,) = cases(parser("corschecker check").parse_args(words))
    asked = case.request
    assert (asked.url, asked.origin, asked.method) == ("http://localhost:3001/items?q=a%20b&r=1", ASKED.origin, "PUT")
    assert (asked.credentials, asked.mode, asked.initiator) == ("include", "cors", "fetch")
    assert asked.headers == (("Authorization", "Bearer x0xxxx-x0xxx"), ("X-Quote", "it's $HOME"))


def test_every_choice_that_the_command_has_is_handed_over() -> None:
    assert OPTIONS == CHOSEN


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:3001/",
        "http://api.localhost/",
        "http://api.internal/",
        "http://nas/",
        "http://api.svc.cluster/",
        "https://api.example.com:9000/",
    ],
)
def test_a_name_or_port_of_an_inner_network_comes_with_the_command(url: str) -> None:
    assert own_command(Request(url=url, origin="null"), refusal(url)).startswith("corschecker check ")


@pytest.mark.parametrize(
    "url", ["http://10.0.0.5/", "http://127.0.0.1:8000/", "http://[::1]/", "https://vpn.example.com/"]
)
def test_an_address_of_an_inner_network_comes_with_the_command(url: str) -> None:
    not_public = Refusal("blocked_address", "It resolves to an address that is not public.", "url")
    assert own_command(Request(url=url, origin="null"), not_public).startswith("corschecker check ")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://left-alone.example.com/", "blocked_host"),
        ("https://abc.onion/", "blocked_host"),
        ("http://169.254.169.254/", "blocked_address"),
        ("http://10.0.0.5/", "rate_limited"),
    ],
)
def test_no_command_is_handed_over_for_what_nobody_may_ask_or_it_does_not_reach(url: str, code: str) -> None:
    assert own_command(Request(url=url, origin="null"), Refusal(code, "No.", "url")) == ""
