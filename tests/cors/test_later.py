"""Whether a later request of a page asks again, as Chromium, Firefox and WebKit did in the same situations."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import later
from checks.cors.later import Later
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from tests.cors.conversations import API, asked

AGE = ("Access-Control-Max-Age", "600")
LISTED = (
    ("Access-Control-Allow-Methods", "PUT, DELETE, PATCH"),
    ("Access-Control-Allow-Headers", "X-A, X-B, Content-Type"),
    AGE,
)
STAR = (("Access-Control-Allow-Methods", "*"), ("Access-Control-Allow-Headers", "*"), AGE)
X_A, X_B = {"headers": (("X-A", "1"),)}, {"headers": (("X-B", "1"),)}
AUTHORIZATION = {"headers": (("Authorization", "x"),)}
FRAME, DATA = {"context": "sandboxed-frame"}, {"context": "data-url"}
K, A, N = "kept", "asked", "none"


class Server:
    """Allows every origin, credentials too; its preflights have the fields given, `@` standing for what is asked."""

    def __init__(self, preflight: Headers, status: int = 200, *, opens: bool = True, redirects: bool = False) -> None:
        self.preflight, self.status, self.opens, self.redirects = preflight, status, opens, redirects

    def __call__(self, request: HttpRequest) -> Answer:
        own = (
            ("Access-Control-Allow-Origin", request.get("origin") or "*"),
            ("Access-Control-Allow-Credentials", "true"),
        )
        if not request.is_preflight:
            if self.redirects and request.url == API:
                return HttpResponse(307, (*own, ("Location", "https://other.example.net/")))
            return HttpResponse(self.status, own if self.opens else ())
        echoed = {
            "Access-Control-Allow-Methods": request.get("access-control-request-method") or "",
            "Access-Control-Allow-Headers": request.get("access-control-request-headers") or "",
        }
        fields = tuple((name, echoed[name] if value == "@" else value) for name, value in self.preflight)
        return HttpResponse(204, (*own, *fields))


def told(server: Server, first: dict[str, Any], *then: dict[str, Any]) -> list[dict[str, Any]]:
    request = asked(**{"method": "PUT", **first})
    requests = [
        Later(tuple((name, value) for name, value in entry.items() if name != "after_s"), entry.get("after_s", 0))
        for entry in then
    ]
    return [entry["browsers"] for entry in later.document(later.facts(request, requests, lambda _: server))]


def states(server: Server, first: dict[str, Any], *then: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        tuple(entry[name]["preflight"] for name in ("chromium", "firefox", "webkit"))
        for entry in told(server, first, *then)
    ]


@pytest.mark.parametrize(
    ("preflight", "first", "then", "expected"),
    [
        (LISTED, {}, [{}], [(K, K, K)]),
        (LISTED, {}, [{"method": "DELETE"}], [(K, K, K)]),
        (LISTED, {}, [{"method": "FOO"}], [(A, A, A)]),
        (LISTED, {}, [X_B], [(K, K, K)]),
        (LISTED, {}, [{"headers": (("X-C", "1"),)}], [(A, A, A)]),
        (LISTED, {}, [{"url": f"{API}?b"}, {"url": f"{API}#b"}], [(A, A, A), (A, A, A)]),
        (LISTED, {}, [{"method": "GET"}], [(N, N, N)]),
        (LISTED, {"method": "GET"}, [{"method": "PUT"}], [(A, A, A)]),
        (LISTED, {}, [{"mode": "no-cors", "method": "POST"}], [(N, N, N)]),
        (LISTED, {}, [{"initiator": "xmlhttprequest"}, {"context": "worker"}], [(K, K, K), (K, K, K)]),
        (LISTED, {}, [{"credentials": "include"}, {}, {"credentials": "include"}], [(A, A, A), (K, K, K), (K, K, K)]),
        (LISTED, {"credentials": "include"}, [{"credentials": "omit"}], [(K, A, K)]),
        (LISTED, {"credentials": "omit"}, [{"credentials": "same-origin"}], [(K, K, K)]),
        (LISTED, {}, [{"after_s": 599}, {"after_s": 2}], [(K, K, K), (A, A, A)]),
        (LISTED[:2], {}, [{"after_s": 5.6}], [(A, A, A)]),
        (LISTED, {"cache": "reload"}, [{"cache": "default"}], [(K, K, K)]),
        (LISTED, {"cache": "no-store"}, [{"cache": "default"}], [(A, K, K)]),
        (LISTED, {}, [{"cache": "reload"}], [(A, A, K)]),
        (LISTED, {}, [{"cache": "no-store"}], [(A, A, K)]),
        (LISTED, {}, [{"cache": "no-cache"}], [(A, K, K)]),
        (LISTED, {}, [{"cache": "force-cache"}], [(K, K, K)]),
        (LISTED, {}, [FRAME, {}], [(A, A, A), (K, K, K)]),
        (LISTED, {}, [FRAME, FRAME], [(A, A, A), (A, K, A)]),
        (LISTED, {}, [FRAME, DATA], [(A, A, A), (A, K, A)]),
        (LISTED, {"origin": "null"}, [{}], [(A, K, K)]),
        (STAR, {"origin": "null"}, [{}], [(A, A, K)]),
        (STAR, X_A, [AUTHORIZATION, X_A], [(A, A, K), (K, A, K)]),
        (STAR, AUTHORIZATION, [X_A], [(K, A, K)]),
        (
            (("Access-Control-Allow-Methods", "*, PUT"), AGE),
            {"credentials": "include"},
            [{"method": "DELETE"}],
            [(A, A, A)],
        ),
        ((("Access-Control-Allow-Methods", "@"), AGE), {}, [{"method": "DELETE"}, {}], [(A, A, A), (A, K, A)]),
        ((*LISTED[:1], ("Access-Control-Allow-Headers", "@"), AGE), X_A, [X_B, X_A], [(A, A, A), (A, K, A)]),
        (
            (*LISTED[:1], ("Access-Control-Allow-Headers", "X-A"), AGE),
            {},
            [X_B, {"headers": ()}],
            [(A, A, A), (A, A, K)],
        ),
        ((*LISTED[:1], ("Access-Control-Allow-Headers", "X-A"), AGE), X_B, [{"headers": ()}], [(A, A, K)]),
        (LISTED, {"method": "GET", **X_A}, [{"method": "POST"}, {"method": "HEAD"}], [(K, K, K), (K, A, K)]),
        ((*LISTED[:2], ("Access-Control-Max-Age", "-1")), {}, [{}], [(A, A, A)]),
        ((*LISTED[:2], ("Access-Control-Max-Age", "9" * 25)), {}, [{"after_s": 60}], [(A, K, A)]),
        ((*LISTED[:2], ("Access-Control-Max-Age", "600"), ("Access-Control-Max-Age", "0")), {}, [{}], [(K, A, K)]),
        (LISTED, {"url": f"{API}?{'a' * 1100}"}, [{}], [(A, K, K)]),
    ],
)
def test_who_asks_again(
    preflight: Headers, first: dict[str, Any], then: list[dict[str, Any]], expected: list[tuple[str, ...]]
) -> None:
    assert states(Server(preflight), first, *then) == expected


def test_firefox_asks_again_after_a_response_that_cors_blocked() -> None:
    assert states(Server(LISTED, opens=False), {}, {}) == [(K, A, K)]
    assert states(Server(LISTED, status=500), {}, {}) == [(K, K, K)]


def test_a_preflight_after_redirects_is_kept_for_the_origin_that_it_named() -> None:
    assert states(Server(LISTED, redirects=True), {}, {}) == [(A, K, A)]


def test_the_reason_is_a_clause_and_a_kept_preflight_says_how_long_it_serves() -> None:
    url, late = told(Server(LISTED), {}, {"url": f"{API}/2"}, {"after_s": 100})
    assert url["chromium"]["why"] == "a preflight is kept for one URL, and this is another"
    assert (late["webkit"]["code"], late["webkit"]["seconds"]) == ("kept", 500)
    star = told(Server(STAR), {}, {})[0]
    assert star["firefox"]["why"] == "Firefox never reuses a preflight that allows what the request needs only by *"


@pytest.mark.parametrize(
    ("preflight", "first", "then", "codes"),
    [
        (LISTED, {}, {"method": "FOO"}, ("method",) * 3),
        (LISTED, {}, {"headers": (("X-C", "1"),)}, ("header",) * 3),
        (LISTED, {}, {"credentials": "include"}, ("credentials-added",) * 3),
        (LISTED, {"credentials": "include"}, {"credentials": "omit"}, ("kept", "credentials-dropped", "kept")),
        (LISTED, {}, {"after_s": 600}, ("expired",) * 3),
        (LISTED, {}, FRAME, ("opaque", "origin", "origin")),
        (LISTED, {"method": "GET"}, {"method": "PUT"}, ("first",) * 3),
        ((*LISTED[:1], ("Access-Control-Max-Age", "0")), {}, {}, ("zero",) * 3),
        ((("Access-Control-Allow-Methods", "GET"), AGE), {}, {}, ("refused", "refused", "method")),
        (LISTED, {}, {"method": "GET"}, ("not-needed",) * 3),
        (LISTED, {}, {"mode": "no-cors"}, ("not-sent",) * 3),
        (STAR, X_A, AUTHORIZATION, ("wildcard-authorization", "wildcard", "kept")),
    ],
)
def test_each_reason_has_a_code(
    preflight: Headers, first: dict[str, Any], then: dict[str, Any], codes: tuple[str, ...]
) -> None:
    (browsers,) = told(Server(preflight), first, then)
    assert tuple(browsers[name]["code"] for name in ("chromium", "firefox", "webkit")) == codes
