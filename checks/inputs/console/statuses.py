"""Sentences for a response without CORS headers whose status says what it is."""

from __future__ import annotations

from checks.inputs.console.facts import Facts

RATE = "Status 429: a rate limiter refused the request before CORS headers were added. Send fewer requests."

TOO_LARGE = (
    "Status 413: the body is too large for the proxy or server, which refused it before the application could add CORS "
    "headers. Raise its limit, such as client_max_body_size in nginx."
)


def gateway(facts: Facts) -> str:
    if facts.status in (522, 523, 524, 504):
        return (
            f"Status {facts.status}: the proxy in front timed out waiting for the server. Its error page has no "
            "CORS headers; find out why the server is slow or down."
        )
    return (
        f"Status {facts.status}: the proxy in front got no usable response from the application, and its error "
        "page has no CORS headers. Find out why the application is down."
    )


def login_answer(facts: Facts) -> str:
    return (
        f"Status {facts.status}: the request was refused because a login or a permission is missing, before the "
        "server added CORS headers. Send valid credentials, and put CORS before authentication, so that the page "
        "can read the refusal."
    )


def application(facts: Facts) -> str:
    return (
        f"Status {facts.status}: the application crashed, and its error page has no CORS headers. Read the server's "
        "log; "
        "the CORS settings may be right."
    )
