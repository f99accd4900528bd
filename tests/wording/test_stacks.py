"""Which server's configuration a report shows first."""

from __future__ import annotations

import pytest

from checks.cors.stack_signs import SIGNS
from checks.fixes import STACKS
from checks.wording.stacks import FAMILIES, USUAL, Choice, by_family, choice, terminal_hint
from tests.tools.page_documents import read


def said(headers: list[list[str]]) -> Choice:
    """The choice that a blocked document with every fix leads to, answered with these headers."""
    document = read("blocked")
    document["exchanges"][0]["response"]["headers"] = headers
    document["fixes"] = [{"stack": stack.id, "title": stack.title} for stack in STACKS.values()]
    return choice(document)


@pytest.mark.parametrize(
    ("headers", "stack", "told"),
    [
        (
            [["Server", "nginx/1.28.0"]],
            "nginx",
            "nginx as a reverse proxy, because a response says Server: nginx/1.28.0.",
        ),
        (
            [["Server", "nginx"], ["X-Powered-By", "Express"]],
            "express",
            "Express with the cors package, because a response says X-Powered-By: Express.",
        ),
        (
            [["server", "cloudflare"], ["Set-Cookie", "laravel_session=[redacted]; path=/"]],
            "laravel",
            "Laravel, because a response sets the cookie laravel_session.",
        ),
        (
            [["Server", "Microsoft-IIS/10.0"]],
            "aspnet-core",
            "Probably ASP.NET Core, because a response says Server: Microsoft-IIS/10.0.",
        ),
    ],
)
def test_the_named_server_comes_first_and_the_reason_is_said(headers: list[list[str]], stack: str, told: str) -> None:
    chosen = said(headers)
    assert chosen.fix is not None
    assert chosen.fix["stack"] == stack
    assert f"{chosen.before} {chosen.evidence}{chosen.after}" == told
    assert (chosen.nearest, chosen.groups) == ((), ())


def test_a_server_of_several_frameworks_offers_these_and_puts_none_first() -> None:
    chosen = said([["Server", "gunicorn"]])
    assert chosen.fix is None
    assert [fix["stack"] for fix in chosen.nearest] == ["django-cors-headers", "flask", "fastapi"]
    assert (chosen.before, chosen.evidence) == ("A response says", "Server: gunicorn")


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([], "No response names the server."),
        ([["Server", "unheard-of/1"]], "No response names the server."),
        (
            [["Server", "cloudflare"]],
            "that is Cloudflare, a CDN that says nothing about the server behind it",
        ),
        ([["Server", "awselb/2.0"]], "that is the AWS load balancer"),
    ],
)
def test_without_a_sign_of_the_server_the_usual_ones_are_offered_by_family(headers: list[list[str]], told: str) -> None:
    chosen = said(headers)
    assert chosen.fix is None
    assert told in f"{chosen.before} {chosen.evidence}{chosen.after}"
    families = [family for family, _ in chosen.groups]
    assert families[:3] == ["Node.js", "Python", "Web servers"]
    assert {fix["stack"] for _, members in chosen.groups for fix in members} == USUAL


def test_the_body_of_an_error_is_said_to_name_the_server() -> None:
    document = read("blocked")
    document["exchanges"][0] |= {"response": {"status": 404, "headers": []}, "phrase": "Flask's error page"}
    chosen = choice(document)
    told = f"{chosen.before} {chosen.evidence}{chosen.after}"
    assert told == "Flask, because the body of an error response is known to be written by Flask."


def test_what_a_server_says_of_itself_is_shown_short_and_cannot_hide() -> None:
    chosen = said([["Server", "nginx" + "\u202e" * 200]])
    assert len(chosen.evidence) == 60
    assert "\u202e" not in chosen.evidence


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([], "add --stack nginx, express, flask …"),
        ([["Server", "cloudflare"]], "add --stack nginx, express, flask …"),
        ([["Server", "uvicorn"]], "add --stack fastapi: a response says Server: uvicorn."),
        (
            [["Server", "gunicorn"]],
            "add --stack django-cors-headers or flask or fastapi: a response says Server: gunicorn.",
        ),
    ],
)
def test_the_terminal_names_the_stack_to_ask_for(headers: list[list[str]], told: str) -> None:
    document = read("blocked")
    document["exchanges"][0]["response"]["headers"] = headers
    assert terminal_hint(document).endswith(told)


def test_no_fix_is_chosen_where_there_are_none() -> None:
    assert choice(read("allowed")).fix is None


def test_every_sign_names_a_stack_and_every_family_has_a_heading() -> None:
    assert {stack for sign in SIGNS for stack in sign.stacks} <= set(STACKS)
    assert set(STACKS) >= USUAL
    assert {stack.family for stack in STACKS.values()} <= set(FAMILIES)


def test_fixes_stand_under_their_families_and_none_is_lost() -> None:
    fixes = [{"stack": "nginx"}, {"stack": "retired"}, {"stack": "express"}]
    assert by_family(fixes) == [
        ("Node.js", [{"stack": "express"}]),
        ("Web servers", [{"stack": "nginx"}]),
        ("Others", [{"stack": "retired"}]),
    ]
