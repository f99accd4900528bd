"""Which server's configuration a report shows first."""

from __future__ import annotations

import pytest

from checks.cors.stacks_seen import SIGNS
from checks.fixes import STACKS
from checks.wording.stacks import FAMILIES, by_family, chosen_fix, likely_stack, usual
from tests.tools.page_documents import read


@pytest.mark.parametrize(
    ("headers", "stack"),
    [
        ([], None),
        ([["Server", "unheard-of/1"]], None),
        ([["Server", "nginx/1.28.0"]], "nginx"),
        ([["Server", "nginx"], ["X-Powered-By", "Express"]], "express"),
        ([["server", "Apache/2.4.66 (Debian)"]], "apache"),
        ([["Server", "cloudflare"], ["X-Powered-By", "PHP/8.4"]], "php"),
        ([["server", "uvicorn"]], "fastapi"),
    ],
)
def test_headers_name_a_server(headers: list[list[str]], stack: str | None) -> None:
    document = read("allowed")
    document["exchanges"][0]["response"]["headers"] = headers
    assert likely_stack(document) == stack


def test_the_named_server_comes_first() -> None:
    document = read("blocked")
    assert chosen_fix(document) == document["fixes"][2]
    document["exchanges"][0]["response"]["headers"] = []
    assert chosen_fix(document) == document["fixes"][0]
    assert chosen_fix(read("allowed")) is None


def test_every_sign_names_a_stack_and_every_family_has_a_heading() -> None:
    assert {sign.stack for sign in SIGNS} <= set(STACKS)
    assert {stack.family for stack in STACKS.values()} <= set(FAMILIES)


def test_fixes_stand_under_their_families_and_none_is_lost() -> None:
    fixes = [{"stack": "nginx"}, {"stack": "retired"}, {"stack": "express"}]
    assert by_family(fixes) == [
        ("Node.js", [{"stack": "express"}]),
        ("Web servers", [{"stack": "nginx"}]),
        ("Others", [{"stack": "retired"}]),
    ]


def test_usual_servers_are_offered_only_where_nothing_names_the_server() -> None:
    document = read("blocked")
    assert usual(document) == []
    document["exchanges"][0]["response"]["headers"] = []
    assert [fix["stack"] for fix in usual(document)] == ["express", "nginx", "flask"]
