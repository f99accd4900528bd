"""Policies of the page that few know, and headers that stand beside CORS and depend on it."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.judge import Judgement
from checks.cors.model import Headers
from tests.cors.conversations import API, CREDENTIALS, ORIGIN, PAGE, asked, found, judged
from tests.cors.refusing_servers import detail

IMAGE: dict[str, Any] = {"initiator": "img", "mode": "no-cors"}
SCRIPT: dict[str, Any] = {"initiator": "script", "mode": "no-cors", "credentials": "include"}
PNG, JS = ("Content-Type", "image/png"), ("Content-Type", "text/javascript")
DICTIONARY = ("Use-As-Dictionary", 'match="/app/*"')
BLOCKED = "Failed to load resource: net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByDip"


def blocks(judgement: Judgement) -> dict[str, str]:
    return {name: outcome.rule for name, outcome in judgement.outcomes.items() if outcome.rule}


@pytest.mark.parametrize(
    ("policy", "request_", "headers", "blocked"),
    [
        ("isolate-and-require-corp", IMAGE, (PNG,), {"chromium": "isolation-policy-blocks"}),
        ("isolate-and-require-corp", IMAGE, (PNG, ("Cross-Origin-Resource-Policy", "cross-origin")), {}),
        ("isolate-and-require-corp", {"initiator": "img"}, (PNG, ORIGIN), {}),
        ("isolate-and-require-corp", IMAGE | {"url": f"{PAGE}/a.png"}, (PNG,), {}),
        ("isolate-and-credentialless", IMAGE, (PNG,), {}),
        (None, IMAGE, (PNG,), {}),
    ],
)
def test_an_isolation_policy_demands_a_resource_policy_in_chromium_alone(
    policy: str | None, request_: dict[str, Any], headers: Headers, blocked: dict[str, str]
) -> None:
    judgement = judged(asked(document_isolation_policy=policy, **request_), headers)
    assert blocks(judgement) == blocked
    assert judgement.outcomes["chromium"].console == ((BLOCKED,) if blocked else ())


@pytest.mark.parametrize(
    ("policy", "request_", "blocked"),
    [
        ("blocked-destinations=(script)", SCRIPT, True),
        ("sources=(inline), blocked-destinations=(style script), endpoints=(a)", SCRIPT, True),
        ("blocked-destinations=(style)", SCRIPT, False),
        ("blocked-destinations=()", SCRIPT, False),
        ("blocked-destinations=(script)", {"initiator": "script"}, True),
        ("blocked-destinations=(script)", {"initiator": "preload", "preload_as": "style"}, False),
        ("blocked-destinations=(script)", {"initiator": "script", "integrity": True}, False),
        ("blocked-destinations=(script)", {"initiator": "script", "context": "worker"}, False),
        ("blocked-destinations=(script)", {}, False),
        ("nonsense", SCRIPT, False),
    ],
)
def test_an_integrity_policy_stops_scripts_without_integrity_or_cors_before_they_are_asked_for(
    policy: str, request_: dict[str, Any], blocked: bool
) -> None:
    judgement = judged(asked(integrity_policy=policy, **request_), (ORIGIN, JS))
    assert (set(blocks(judgement).values()) == {"integrity-policy-blocks"}) is blocked
    assert (judgement.exchanges == ()) is blocked
    if blocked:
        lines = {name: outcome.console for name, outcome in judgement.outcomes.items()}
        assert (lines["chromium"], lines["webkit"]) == ((), ())
        assert lines["firefox"] == (
            f"The page’s settings blocked a script at {API} from being loaded because it is missing integrity "
            "metadata.",
            f"Loading failed for the <script> with source “{API}”.",
        )


@pytest.mark.parametrize("request_", [{"initiator": "module-script"}, {"initiator": "preload", "preload_as": "script"}])
def test_an_integrity_policy_stops_modules_and_preloads_too(request_: dict[str, Any]) -> None:
    judgement = judged(asked(integrity_policy="blocked-destinations=(script)", **request_), (ORIGIN, JS))
    assert blocks(judgement) == dict.fromkeys(judgement.outcomes, "integrity-policy-blocks")
    assert {outcome.outcome for outcome in judgement.outcomes.values()} == {"blocked"}


@pytest.mark.parametrize(
    ("value", "credentials", "words"),
    [
        ('retry; allowed-origin="https://other.example"', "include", "allowed-origin is not the page's"),
        (f'retry; allowed-origin="{PAGE}/"', "include", "allowed-origin is not the page's"),
        ("retry", "include", "must be load, or retry"),
        ("?1", "include", "must be load, or retry"),
        (f'retry; allowed-origin="{PAGE}"', "same-origin", "does not include credentials"),
        (f'retry;allowed-origin="{PAGE}"', "include", None),
        ("retry; allowed-origin=*", "include", None),
        ("load", "include", None),
    ],
)
def test_a_second_list_of_origins_is_read_beside_cors(value: str, credentials: str, words: str | None) -> None:
    headers = (ORIGIN, CREDENTIALS, ("Activate-Storage-Access", value))
    judgement = judged(asked(credentials=credentials), headers)
    assert ("storage-access-ignored" in found(judgement)) is (words is not None)
    if words:
        assert words in detail(judgement, "storage-access-ignored")


def test_the_server_s_own_page_needs_no_such_list() -> None:
    headers = (("Activate-Storage-Access", "retry"),)
    assert "storage-access-ignored" not in found(judged(asked(url=f"{PAGE}/items"), headers))


@pytest.mark.parametrize(
    ("request_", "headers", "told"),
    [
        (SCRIPT, (JS, DICTIONARY), True),
        ({}, (DICTIONARY,), True),
        ({}, (ORIGIN, DICTIONARY), False),
        ({"initiator": "script"}, (ORIGIN, JS, DICTIONARY), False),
        (SCRIPT | {"url": f"{PAGE}/app.js"}, (JS, DICTIONARY), False),
        (SCRIPT, (JS,), False),
    ],
)
def test_a_response_that_cors_does_not_open_is_no_dictionary(
    request_: dict[str, Any], headers: Headers, told: bool
) -> None:
    judgement = judged(asked(**request_), headers)
    assert ("dictionary-not-readable" in found(judgement)) is told
