"""What a cause says beside the words of the line: its own sentence, by the facts, and hints about the request."""

from __future__ import annotations

import pytest

from checks.cors.rules import RULES
from checks.inputs.console import line as console_line
from checks.inputs.console.facts import Facts
from checks.inputs.console.hints import why
from checks.inputs.console.sentences import WHY

API = "https://api.example.com/items"
APP = "https://app.example.com"
MISSING = (
    "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
)


def whys(url: str, origin: str, kind: str = "fetch", more: str = "") -> list[str]:
    (part,) = console_line.parts(f"Access to {kind} at '{url}' from origin '{origin}' {MISSING}{more}")
    assert len(part.found.causes) > 2
    return [cause.why for cause in part.found.causes]


@pytest.mark.parametrize(
    ("hint", "url", "origin", "kind", "more"),
    [
        ("This is a Vite dev server", "http://localhost:5173/@vite/client", APP, "script", ""),
        ("This is a Vite dev server", "http://localhost:5173/src/main.tsx", APP, "script", ""),
        ("This is a Vite dev server", "http://localhost:5173/node_modules/.vite/deps/a.js", APP, "script", ""),
        ("If a browser extension's content script makes", "http://localhost:3000/x", APP, "fetch", ""),
        ("If a browser extension's content script makes", "http://192.168.1.5/x", APP, "fetch", ""),
        ("Browsers load a font from another origin", "https://cdn.example.com/f.woff2", APP, "font", ""),
    ],
)
def test_what_the_request_shows_stands_with_the_first_cause_alone(
    hint: str, url: str, origin: str, kind: str, more: str
) -> None:
    told = whys(url, origin, kind, more)
    assert [hint in sentence for sentence in told] == [True] + [False] * (len(told) - 1)


def test_an_ordinary_request_has_no_hint() -> None:
    assert whys(API, APP)[0] == (
        f"The response of {API} has no Access-Control-Allow-Origin: have its server send it with {APP}."
    )


def test_a_page_in_the_place_of_an_answer_is_told_with_its_type() -> None:
    assert "The response is text/html, a page" in why("opaque-response-blocked", Facts(mime="text/html"), first=True)
    assert "The response is" not in why("opaque-response-blocked", Facts(mime="image/png"), first=True)


@pytest.mark.parametrize("rule", ["mixed-content", "header-not-allowed", "content-security-policy-blocks"])
def test_a_cause_that_the_host_does_not_decide_has_no_hint(rule: str) -> None:
    assert "The origin is null" not in why(rule, Facts(origin="null"), first=True)


@pytest.mark.parametrize("rule", WHY)
def test_every_sentence_is_of_a_rule_and_its_own(rule: str) -> None:
    told = why(rule, Facts(status=404), first=True)
    assert told not in (f"{RULES[rule].title}.", f"It may also be this: {RULES[rule].title}.")
    assert why(rule, Facts(status=404), first=False) == told
    assert "  " not in told


def test_a_rule_without_a_sentence_is_told_by_its_title() -> None:
    rule = next(rule for rule in RULES if rule not in WHY)
    assert why(rule, Facts(), first=True) == f"{RULES[rule].title}."
    assert why(rule, Facts(), first=False) == f"It may also be this: {RULES[rule].title}."


@pytest.mark.parametrize(
    ("rule", "facts", "says"),
    [
        ("allow-origin-missing", Facts(url=API, status=503), f"The response of {API} (status 503) has no"),
        ("allow-origin-missing", Facts(url=f"{API}?token=1#a"), f"The response of {API} has no"),
        ("allow-origin-missing", Facts(preflight=True, url=API, origin=APP), f"(OPTIONS) of {API} has no"),
        ("allow-origin-missing", Facts(preflight=True, origin=APP), f"send it there with {APP},"),
        ("allow-origin-missing-on-error", Facts(url=API), f"If the response of {API} is an error"),
        ("allow-origin-missing-on-error", Facts(status=500), "The response has status 500 and no CORS headers"),
        (
            "preflight-not-routed",
            Facts(url=API, status=403),
            f"of {API} failed with status 403 (gateways send 403",
        ),
        ("preflight-not-routed", Facts(status=404), "failed with status 404: most likely"),
        ("preflight-auth", Facts(), "If the server requires a login: a preflight never"),
        ("preflight-auth", Facts(url=API, status=401), f"The preflight of {API} got status 401: a preflight never"),
        ("preflight-status", Facts(), "got a status that is not from 200 to 299"),
        ("preflight-status", Facts(status=500), "got status 500, which is not from 200"),
        ("allow-origin-trailing-slash", Facts(value=f"{APP}/"), f"‘{APP}/’ ends with a slash"),
        ("allow-origin-trailing-slash", Facts(), "The value ends with a slash"),
        (
            "allow-origin-mismatch",
            Facts(origin=APP),
            f"The server may send a different origin in Access-Control-Allow-Origin: have it send {APP}.",
        ),
        (
            "allow-origin-mismatch",
            Facts(value="https://b.example"),
            "‘https://b.example’ in Access-Control-Allow-Origin, and that is not the page's origin.",
        ),
        (
            "allow-origin-mismatch",
            Facts(value="https://b.example", origin=APP),
            "a cache may have kept its response: add Vary",
        ),
        (
            "allow-origin-mismatch",
            Facts(value="b.example", origin=APP),
            f"and the page is {APP}: have it send that one.",
        ),
        (
            "allow-origin-invalid",
            Facts(value="(null)"),
            "is empty or not an origin: have the server send the page's origin",
        ),
        (
            "allow-origin-invalid",
            Facts(value=" ", origin=APP),
            f"is empty or not an origin: have the server send {APP}",
        ),
        ("allow-origin-invalid", Facts(value="false"), "‘false’ in Access-Control-Allow-Origin is not an origin"),
        (
            "allow-origin-wildcard-credentials",
            Facts(origin=APP),
            f"have it send {APP} and Access-Control-Allow-Credentials",
        ),
        ("header-not-allowed", Facts(), "The page sends a request header, and"),
        ("header-not-allowed", Facts(header="X-A"), "The page sends X-A, and"),
        ("header-not-allowed", Facts(header="Traceparent"), "Traceparent usually comes from a tracing library"),
        (
            "header-not-allowed",
            Facts(header="Access-Control-Allow-Origin"),
            "Access-Control-Allow-Origin is a response header",
        ),
        ("method-not-allowed", Facts(), "does not list the method: add it"),
        ("method-not-allowed", Facts(method="PUT"), "does not list PUT: add it"),
        ("method-lowercase", Facts(), "‘patch’ in lowercase, which browsers do not change: write PATCH"),
        ("request-failed", Facts(), "The request: there was no usable response"),
        (
            "request-failed",
            Facts(url="https://localhost:1/"),
            "whether its certificate is accepted, and try it without",
        ),
        (
            "request-failed",
            Facts(url="https://192.168.1.5/"),
            "whether its certificate is accepted, and try it without",
        ),
        ("request-failed", Facts(url="http://localhost:1/"), "whether the server responds, and try it without"),
        ("request-failed", Facts(url=API), f"{API}: there was no usable response"),
        ("tls-invalid", Facts(), "The certificate of the server may not be accepted"),
        ("tls-invalid", Facts(url=API), f"The certificate of {API} may not be accepted"),
        ("url-not-http", Facts(scheme="file"), "was opened from disk (file:)"),
        ("url-not-http", Facts(url="file:///a"), "was opened from disk (file:)"),
        ("url-not-http", Facts(url="app://a/b"), "‘app’ is not a scheme that browsers request"),
        ("url-not-http", Facts(scheme="tauri", url=API), "‘tauri’ is not a scheme that browsers request"),
        ("url-not-http", Facts(), "The URL's scheme is not a scheme that browsers request"),
        ("mixed-content", Facts(), "requests an http URL: request it"),
        ("mixed-content", Facts(url="http://a.example/x"), "requests http://a.example/x: request it"),
        ("content-security-policy-blocks", Facts(), "add the host to connect-src in the page's policy"),
        (
            "content-security-policy-blocks",
            Facts(directive="“img-src 'self'”"),
            "add the host to img-src in the page's policy",
        ),
        *(
            (
                "content-security-policy-blocks",
                Facts(directive="default-src 'self'", initiator=who),
                f"host to {name} (which default-src",
            )
            for who, name in (
                ("fetch", "connect-src"),
                ("font", "font-src"),
                ("image", "img-src"),
                ("script", "script-src"),
                ("stylesheet", "style-src"),
            )
        ),
        ("mime-type-blocked", Facts(mime="text/html"), "The response has a type (text/html) that is not"),
        ("mime-type-blocked", Facts(), "The response has a type that is not"),
        ("opaque-response-blocked", Facts(), "An element without crossorigin may not load this response"),
        ("expose-missing", Facts(header="x-total"), "x-total is not exposed"),
        ("expose-missing", Facts(), "The header is not exposed"),
        ("header-forbidden", Facts(header="Host"), "Host is set by the browser itself"),
        ("header-forbidden", Facts(), "This header is set by the browser itself"),
        *(
            ("gateway-error", Facts(status=status), "timed out waiting for the server")
            for status in (504, 522, 523, 524)
        ),
        *(("gateway-error", Facts(status=status), "got no usable response") for status in (502, 503, 521)),
        ("preflight-redirect", Facts(url="http://a.example/"), "of http://a.example/ was redirected"),
        ("preflight-redirect", Facts(url="http://a.example/"), "redirect to https, the path with or without"),
        ("preflight-redirect", Facts(url="https://a.example/"), "redirect to the path with or without"),
        ("preflight-redirect", Facts(), "The preflight was redirected"),
        (
            "redirect-to-login",
            Facts(url="https://login.example.com/a?b"),
            "redirected to https://login.example.com/a, which",
        ),
        (
            "redirect-to-login",
            Facts(url=API, next_url="https://a.example/login"),
            "redirected to https://a.example/login,",
        ),
        ("redirect-allow-origin-missing", Facts(), "If the request is redirected, every response"),
        ("redirect-allow-origin-missing", Facts(status=301), "The response is a redirect (status 301), usually to"),
        (
            "redirect-allow-origin-missing",
            Facts(url=f"{API}/", first_url=API),
            f"{API}/, which has a slash at the end, and",
        ),
        (
            "redirect-allow-origin-missing",
            Facts(url=API, first_url=f"{API}/"),
            f"{API}, which has no slash at the end, and",
        ),
        (
            "redirect-allow-origin-missing",
            Facts(url=API, first_url=API.replace("https", "http")),
            f"{API}, which is https, and",
        ),
        (
            "redirect-allow-origin-missing",
            Facts(url=API, first_url="https://b.example/"),
            f"redirected to {API}, and every",
        ),
    ],
)
def test_a_sentence_says_what_the_facts_are(rule: str, facts: Facts, says: str) -> None:
    assert says in why(rule, facts, first=True)
