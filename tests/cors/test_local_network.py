"""Who may reach the local network: by the page's address, the user's answer, the frame, and what the code promises."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import address_space
from checks.cors.judge import Judgement
from checks.cors.model import HttpResponse
from tests.cors.conversations import asked, found, judged

PAGE, PLAIN_PAGE = "https://app.example.com", "http://app.example.com"
API, PLAIN_API = "https://api.example.org/items", "http://api.example.org/items"
DEVICE = "https://192.168.1.20/"
ANY = ("Access-Control-Allow-Origin", "*")
CHROMIUM_DENIED = (
    f"Access to fetch at '{DEVICE}' from origin '{PAGE}' has been blocked by CORS policy: Permission was denied for "
    "this request to access the `local` address space.",
    "Failed to load resource: net::ERR_FAILED",
)
UNREAD = (
    f"Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {DEVICE}. "
    "(Reason: CORS request did not succeed). Status code: (null)."
)
PARTIES = f"top-level site “{PAGE}/”, initiator “{PAGE}/”"
AT = f"target “{DEVICE}” (192.168.1.20:443) via fetch. Secure context: True"
REQUIRED = f"Local Network Access permission required: {PARTIES}, attempting to access {AT}"
DETECTED = f"Local Network Access detected: {PARTIES}, accessing {AT}, prompt action: "


def of_device(**told: Any) -> Judgement:
    return judged(asked(url=DEVICE, origin=PAGE, **told), (ANY,))


def outcomes(judgement: Judgement) -> tuple[tuple[str, str | None], ...]:
    return tuple((outcome.outcome, outcome.rule) for outcome in judgement.outcomes.values())


def console(judgement: Judgement) -> dict[str, tuple[str, ...]]:
    return {name: outcome.console for name, outcome in judgement.outcomes.items()}


@pytest.mark.parametrize(
    ("host", "space"),
    [
        ("localhost", "loopback"),
        ("app.localhost", "loopback"),
        ("127.8.8.8", "loopback"),
        ("[::1]", "loopback"),
        ("10.1.2.3", "local"),
        ("172.31.0.1", "local"),
        ("172.32.0.1", "public"),
        ("192.168.1.1", "local"),
        ("169.254.1.1", "local"),
        ("100.64.0.1", "local"),
        ("[fd00::1]", "local"),
        ("[fe80::1]", "local"),
        ("printer.local", "local"),
        ("0.0.0.0", "loopback"),
        ("[::]", "loopback"),
        ("198.18.0.1", "public"),
        ("0.1.2.3", "local"),
        ("[fec0::1]", "local"),
        ("[3fff::1]", "local"),
        ("[::ffff:127.0.0.1]", "loopback"),
        ("[::ffff:10.0.0.1]", "local"),
        ("[::ffff:8.8.8.8]", "public"),
        ("8.8.8.8", "public"),
        ("[2606:4700::1]", "public"),
        ("api.example.com", None),
        ("intranet", None),
    ],
)
def test_the_space_of_a_host(host: str, space: str | None) -> None:
    assert address_space.of_host(host) == space


@pytest.mark.parametrize(
    ("origin", "url", "space", "expected"),
    [
        (PAGE, "https://192.168.1.20/", None, "local-network-permission"),
        (PAGE, "https://localhost:8443/", None, "local-network-permission"),
        (PAGE, API, "loopback", "local-network-permission"),
        (PAGE, API, "public", None),
        (PAGE, API, None, None),
        (PLAIN_PAGE, "http://localhost:8000/", None, None),
        (PLAIN_PAGE, PLAIN_API, "loopback", "local-network-insecure-page"),
        (PLAIN_PAGE, "http://192.168.1.20/", None, "local-network-insecure-page"),
        (PLAIN_PAGE, "http://localhost/", None, "local-network-insecure-page"),
        ("http://app.example.com:3000", "http://localhost/", None, None),
        ("http://app.example.com:3000", "http://192.168.1.20/", None, "local-network-insecure-page"),
        (PLAIN_PAGE, "http://127.0.0.1:8000/", None, "local-network-permission"),
        ("http://intranet", "http://192.168.1.20/", None, None),
        ("http://192.168.1.2", "http://192.168.1.20/", None, None),
        ("https://192.168.1.2", "https://192.168.1.20/", None, None),
        ("https://192.168.1.2", "https://localhost:8443/", None, None),
        ("http://localhost:3000", "http://192.168.1.20/", None, None),
        ("https://app.internal", "https://192.168.1.20/", None, None),
        ("null", "https://192.168.1.20/", None, None),
    ],
)
def test_who_needs_permission_for_the_local_network(
    origin: str, url: str, space: str | None, expected: str | None
) -> None:
    rules = found(judged(asked(url=url, origin=origin, target_address_space=space), (ANY,)))
    assert [rule for rule in rules if rule.startswith("local-network")] == ([expected] if expected else [])


def test_chromium_refuses_a_plain_page_the_local_network_before_it_sends_anything() -> None:
    judgement = judged(asked(url=PLAIN_API, origin=PLAIN_PAGE, target_address_space="local"), (ANY,))
    assert outcomes(judgement) == (("blocked", "local-network-insecure-page"), ("allowed", None), ("allowed", None))
    assert console(judgement)["chromium"] == (
        f"Access to fetch at '{PLAIN_API}' from origin '{PLAIN_PAGE}' has been blocked by CORS policy: The request "
        "client is not a secure context and the resource is in more-private address space `local`.",
        "Failed to load resource: net::ERR_FAILED",
    )


def test_a_denial_stops_the_request_before_anything_is_sent() -> None:
    judgement = of_device(local_network_access="denied")
    denied = ("blocked", "local-network-permission")
    assert outcomes(judgement) == (denied, denied, ("allowed", None))
    assert console(judgement) == {
        "chromium": CHROMIUM_DENIED,
        "firefox": (f"{DETECTED}auto_deny", UNREAD),
        "webkit": (),
    }
    assert not judgement.outcomes["chromium"].exchanges
    told = dict(found(judgement)["local-network-permission"].evidence[0].args)
    assert told["more"] == "; the user said no"


def test_a_request_waits_until_the_user_has_answered() -> None:
    judgement = of_device(local_network_access="prompt")
    waiting = ("unreachable", "local-network-permission")
    assert outcomes(judgement) == (waiting, waiting, ("allowed", None))
    assert console(judgement)["chromium"] == ()
    assert console(judgement)["firefox"] == (REQUIRED, UNREAD, f"{DETECTED}prompt_deny")


def test_after_a_permission_cors_decides_as_ever() -> None:
    allowed = of_device(local_network_access="granted")
    assert outcomes(allowed) == (("allowed", None),) * 3
    assert console(allowed)["firefox"] == (f"{DETECTED}auto_allow",)
    assert "local-network-permission" not in found(allowed)
    refused = judged(asked(url=DEVICE, origin=PAGE, local_network_access="granted"), ())
    assert {outcome.rule for outcome in refused.outcomes.values()} == {"allow-origin-missing"}


def test_firefox_says_of_a_denied_preflight_only_that_it_failed_twice() -> None:
    assert console(of_device(method="PUT", local_network_access="denied"))["firefox"] == (UNREAD, UNREAD)


def test_firefox_knows_no_address_of_a_tls_connection_to_this_machine_that_it_stops() -> None:
    local = "https://localhost:8443/"
    waiting = judged(asked(url=local, origin=PAGE, local_network_access="prompt"), (ANY,))
    assert "(:0) via fetch" in console(waiting)["firefox"][0]
    denied = judged(asked(url=local, origin=PAGE, local_network_access="denied"), (ANY,))
    assert [line[:28] for line in console(denied)["firefox"]] == ["Cross-Origin Request Blocked"]


def test_firefox_tells_of_a_private_page_that_reaches_its_own_machine_and_lets_it() -> None:
    url, page = "http://localhost:8000/", "http://192.168.1.2"
    judgement = judged(asked(url=url, origin=page, local_network_access="denied"), (ANY,))
    assert outcomes(judgement) == (("allowed", None),) * 3
    assert console(judgement)["firefox"][0].endswith(
        "(127.0.0.1:8000) via fetch. Secure context: False, prompt action: (null)"
    )


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ({"context": "cross-origin-frame"}, "local-network-permission"),
        ({"context": "cross-origin-frame", "allows_local_network": True}, None),
        ({"context": "srcdoc-frame"}, None),
        ({"context": "data-url", "origin": "null", "page_url": f"{PAGE}/"}, "local-network-permission"),
        (
            {"context": "data-url", "allows_local_network": True, "origin": "null", "page_url": f"{PAGE}/"},
            "local-network-permission",
        ),
    ],
)
def test_a_frame_needs_the_permission_of_its_page_too(told: dict[str, Any], rule: str | None) -> None:
    request = {"url": DEVICE, "origin": PAGE, "local_network_access": "granted"} | told
    judgement = judged(asked(**request), (ANY,))
    assert [judgement.outcomes[name].rule for name in ("chromium", "firefox", "webkit")] == [rule, rule, None]


@pytest.mark.parametrize("initiator", ["img", "script", "stylesheet", "eventsource", "video", "beacon", "prefetch"])
def test_whatever_makes_the_request_needs_permission(initiator: str) -> None:
    judgement = of_device(initiator=initiator, mode="no-cors", credentials="include", local_network_access="denied")
    assert judgement.outcomes["chromium"].rule == "local-network-permission"
    assert judgement.outcomes["firefox"].rule == "local-network-permission"


def test_firefox_does_not_ask_about_a_socket_and_chromium_does() -> None:
    request = asked(url="wss://192.168.1.20/", origin=PAGE, initiator="websocket", local_network_access="denied")
    judgement = judged(request, (ANY,))
    assert console(judgement)["chromium"] == (
        "WebSocket connection to 'wss://192.168.1.20/' failed: Error in connection establishment: "
        "net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
    )
    assert judgement.outcomes["firefox"].rule != "local-network-permission"


def test_a_redirect_to_a_private_address_counts_by_its_own_host() -> None:
    hops = {API: HttpResponse(302, (ANY, ("Location", DEVICE)))}
    request = asked(url=API, origin=PAGE, target_address_space="public", local_network_access="denied")
    judgement = judged(request, (ANY,), hops=hops)
    assert judgement.outcomes["chromium"].rule == "local-network-permission"
    assert [exchange.request.url for exchange in judgement.outcomes["chromium"].exchanges] == [API]
    assert f"'{DEVICE}' (redirected from '{API}')" in console(judgement)["chromium"][0]


def test_a_policy_makes_a_page_of_this_machine_public_in_chromium() -> None:
    told = {"content_security_policy": "treat-as-public-address", "local_network_access": "denied"}
    judgement = judged(asked(url="http://127.0.0.1:8000/", origin="http://localhost:3000", **told), (ANY,))
    assert [outcome.rule for outcome in judgement.outcomes.values()] == ["local-network-permission", None, None]


@pytest.mark.parametrize(
    ("url", "promised", "direct", "rule"),
    [
        ("http://nas.example.com/", "local", True, None),
        ("http://nas.example.com/", "public", True, "mixed-content"),
        ("http://nas.example.com/", "local", False, "mixed-content"),
        ("http://192.168.1.20/", "private", True, None),
        ("http://192.168.1.20/", "loopback", True, "target-address-space-wrong"),
        ("http://192.168.1.20/", "loopback", False, None),
        ("http://localhost/", "unknown", True, None),
        (API, "local", True, None),
        (API, "Local", False, "target-address-space-unknown"),
    ],
)
def test_chromium_holds_the_code_to_its_target_address_space(
    url: str, promised: str, direct: bool, rule: str | None
) -> None:
    told = {"fetch_target_address_space": promised, "target_address_space_direct": direct}
    judgement = judged(asked(url=url, origin=PAGE, local_network_access="granted", **told), (ANY,))
    assert judgement.outcomes["chromium"].rule == rule


def test_a_promise_that_the_address_breaks_is_said_in_chromiums_words() -> None:
    told = {"fetch_target_address_space": "local", "target_address_space_direct": True}
    judgement = judged(asked(url=API, origin=PAGE, target_address_space="public", **told), (ANY,))
    assert console(judgement)["chromium"][0].endswith(
        "Request had a target IP address space of `local` yet the resource is in address space `public`."
    )
    assert outcomes(judgement)[1:] == (("allowed", None), ("allowed", None))
