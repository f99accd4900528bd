"""What browsers make of beacons, workers, streams, hashes and service workers, beside fetch and elements."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.judge import Judgement, judge
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse, RawResponse
from tests.cors.conversations import API, CREDENTIALS, ORIGIN, PAGE, asked, judged

JS = ("Content-Type", "text/javascript")
TYPED = ("Access-Control-Allow-Headers", "content-type")
BEACON: dict[str, Any] = {"initiator": "beacon", "body": "{}", "body_kind": "blob"}
LINE = "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."


def outcomes(judgement: Judgement) -> dict[str, str]:
    return {name: outcome.outcome for name, outcome in judgement.outcomes.items()}


def sent(judgement: Judgement, browser: str = "chromium") -> list[tuple[str, str | None]]:
    exchanges = judgement.outcomes[browser].exchanges
    return [(exchange.request.method, exchange.request.get("origin")) for exchange in exchanges]


def each(chromium: str, firefox: str, webkit: str) -> dict[str, str]:
    return {"chromium": chromium, "firefox": firefox, "webkit": webkit}


def test_a_beacon_asks_for_permission_by_the_type_of_its_body_alone() -> None:
    plain = judged(asked(initiator="beacon", body="b"), ())
    assert sent(plain) == [("POST", PAGE)]
    assert outcomes(plain) == each("allowed", "allowed", "allowed")
    typed = judged(asked(**BEACON, body_type="application/json"), (ORIGIN, CREDENTIALS), (ORIGIN, CREDENTIALS, TYPED))
    assert sent(typed) == [("OPTIONS", PAGE), ("POST", PAGE)]


def test_a_beacon_always_has_credentials() -> None:
    judgement = judged(asked(**BEACON, body_type="application/json", credentials="omit"), (ORIGIN,), (ORIGIN, TYPED))
    assert {outcome.rule for outcome in judgement.outcomes.values()} == {"allow-credentials-missing"}


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        ({"initiator": "beacon", "body": "", "body_bytes": 65_536}, each("allowed", "allowed", "allowed")),
        ({"initiator": "beacon", "body": "", "body_bytes": 65_537}, each("refused", "allowed", "refused")),
        (
            {"initiator": "beacon", "body": "", "body_bytes": 65_500, "body_kind": "formdata"},
            each("refused", "allowed", "refused"),
        ),
        (
            {"method": "POST", "keepalive": True, "body": "", "body_bytes": 65_537},
            each("blocked", "allowed", "blocked"),
        ),
        (
            {"initiator": "fetch-later", "method": "POST", "body": "", "body_bytes": 65_537},
            each("refused", "refused", "refused"),
        ),
    ],
)
def test_what_outlives_its_page_may_have_64_kib(request_: dict[str, Any], found: dict[str, str]) -> None:
    assert outcomes(judged(asked(**request_))) == found


def test_nothing_is_printed_of_fetch_later_and_only_chromium_has_it() -> None:
    judgement = judged(asked(initiator="fetch-later"), ())
    assert judgement.outcomes["chromium"].rule == "allow-origin-missing"
    assert judgement.outcomes["chromium"].console == ()
    assert {judgement.outcomes[name].rule for name in ("firefox", "webkit")} == {"api-missing"}


def test_a_stream_without_cors_makes_chromium_throw() -> None:
    judgement = judged(asked(method="POST", body="b", body_kind="stream", mode="no-cors"))
    assert outcomes(judgement) == each("refused", "opaque", "blocked")


def test_a_worker_of_another_origin_cannot_be_made() -> None:
    judgement = judged(asked(initiator="worker-script"), (ORIGIN, JS))
    assert outcomes(judgement) == each("refused", "blocked", "refused")
    assert judgement.exchanges == ()
    assert judgement.outcomes["firefox"].console == (
        f"Security Error: Content at {PAGE}/ may not load data from {API}.",
    )


def test_a_worker_that_is_redirected_to_another_origin_fails_without_asking_it() -> None:
    own = f"{PAGE}/worker.js"
    judgement = judged(asked(initiator="worker-script", url=own), hops={own: HttpResponse(302, (("Location", API),))})
    assert outcomes(judgement) == each("blocked", "blocked", "blocked")
    assert [exchange.request.url for exchange in judgement.exchanges] == [own]


@pytest.mark.parametrize(
    ("initiator", "headers", "found"),
    [
        ("import-scripts", (JS,), each("allowed", "allowed", "allowed")),
        ("worker-import", (JS,), each("blocked", "blocked", "blocked")),
        ("worker-static-import", (JS,), each("blocked", "blocked", "blocked")),
        ("worker-static-import", (JS, ORIGIN), each("allowed", "allowed", "allowed")),
    ],
)
def test_a_worker_imports_modules_with_cors_and_scripts_without(
    initiator: str, headers: Headers, found: dict[str, str]
) -> None:
    assert outcomes(judged(asked(initiator=initiator), headers)) == found


def test_chromium_says_twice_what_a_worker_may_not_read_and_webkit_not_what_it_loads() -> None:
    judgement = judged(asked(context="worker"), ())
    assert judgement.outcomes["chromium"].console == (f"Access to fetch at '{API}' from origin '{PAGE}' {LINE}",) * 2
    assert len(judgement.outcomes["webkit"].console) == 1
    assert judged(asked(context="shared-worker"), ()).outcomes["chromium"].console == ()


@pytest.mark.parametrize("context", ["sandboxed-frame", "data-url", "data-worker"])
def test_code_of_an_opaque_origin_names_null(context: str) -> None:
    judgement = judged(asked(context=context, method="PUT"), ())
    assert sent(judgement) == [("OPTIONS", "null")]


def test_a_response_without_cors_never_passes_an_integrity_check() -> None:
    script: dict[str, Any] = {"initiator": "script", "credentials": "include"}
    without = judged(asked(**script, mode="no-cors", integrity=True), (JS,))
    assert {outcome.rule for outcome in without.outcomes.values()} == {"integrity-fails"}
    assert outcomes(judged(asked(initiator="script", integrity=True), (JS, ORIGIN))) == each(*["allowed"] * 3)
    other = judged(asked(initiator="script", integrity_mismatch=True), (JS, ORIGIN))
    assert {outcome.rule for outcome in other.outcomes.values()} == {"integrity-fails"}


def test_a_subprotocol_that_the_page_offers_is_taken() -> None:
    head = (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: a\r\n"
    )
    answer: Answer = RawResponse(head + b"Sec-WebSocket-Protocol: b\r\n\r\n")
    socket: dict[str, Any] = {"url": "wss://api.example.org/", "initiator": "websocket"}
    offered = asked(**socket, headers=(("Sec-WebSocket-Protocol", "a, b"),))
    assert outcomes(judge(offered, lambda: lambda http: answer)) == each("allowed", "allowed", "allowed")
    other = asked(**socket, headers=(("Sec-WebSocket-Protocol", "c"),))
    assert outcomes(judge(other, lambda: lambda http: answer)) == each("blocked", "allowed", "blocked")


@pytest.mark.parametrize(
    ("service_worker", "headers", "found", "asks"),
    [
        ("none", (ORIGIN,), each("blocked", "blocked", "allowed"), ["OPTIONS"]),
        ("no-listener", (ORIGIN,), each("blocked", "blocked", "blocked"), ["OPTIONS"]),
        ("pass", (ORIGIN,), each("blocked", "blocked", "blocked"), ["OPTIONS"]),
        ("url", (ORIGIN,), each("allowed", "allowed", "allowed"), ["GET"]),
        ("cors", (), each("blocked", "blocked", "blocked"), ["GET"]),
        ("opaque", (ORIGIN,), each("blocked", "blocked", "blocked"), ["GET"]),
        ("synthetic", (), each("allowed", "allowed", "allowed"), []),
        ("error", (ORIGIN,), each("blocked", "blocked", "blocked"), []),
        ("reject", (ORIGIN,), each("blocked", "blocked", "blocked"), []),
    ],
)
def test_a_service_worker_stands_between_page_and_server(
    service_worker: str, headers: Headers, found: dict[str, str], asks: list[str]
) -> None:
    judgement = judged(asked(method="PUT", service_worker=service_worker), headers)
    assert outcomes(judgement) == found
    assert [method for method, _ in sent(judgement)] == asks


def test_an_image_may_be_opaque_where_a_service_worker_fetches_it() -> None:
    image: dict[str, Any] = {"initiator": "img", "mode": "no-cors", "credentials": "include"}
    assert outcomes(judged(asked(**image, service_worker="opaque"), ())) == each(*["allowed"] * 3)


def test_a_blocked_fetch_of_a_service_worker_is_told_with_the_answer_that_it_spoils() -> None:
    judgement = judged(asked(initiator="img", service_worker="cors"), ())
    lines = judgement.outcomes["chromium"].console
    assert lines[0] == f"Access to fetch at '{API}' from origin '{PAGE}' {LINE}"
    assert lines[1].startswith(f'The FetchEvent for "{API}" resulted in a network error response')
    assert (
        judgement.outcomes["firefox"].console[1].startswith(f"Failed to load ‘{API}’. A ServiceWorker passed a promise")
    )


def test_an_extension_reads_its_permitted_hosts_without_asking() -> None:
    page = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"

    def answer(http: HttpRequest) -> Answer:
        return HttpResponse(200)

    permitted = asked(origin=page, context="extension-page", method="PUT", host_permissions=True)
    judgement = judge(permitted, lambda: answer)
    assert outcomes(judgement) == each("allowed", "allowed", "allowed")
    assert [method for method, _ in sent(judgement)] == ["PUT"]
    other = judge(asked(origin=page, context="extension-page", method="PUT"), lambda: answer)
    assert outcomes(other) == each("blocked", "blocked", "blocked")
