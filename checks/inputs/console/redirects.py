"""Sentences for a request, or its preflight, that was sent on to another URL."""

from __future__ import annotations

from checks.inputs.console.facts import Facts, is_login, without_query

CANONICAL = (
    "The server seems to expect a different spelling of this URL: try https, with or without a slash at the end, "
    "and with or without www."
)


def preflight(facts: Facts) -> str:
    at = f" of {facts.at}" if facts.url else ""
    return (
        f"The preflight{at} was redirected, which browsers do not follow. Servers redirect to "
        f"{_canonical(facts)}: request the final URL."
    )


def login(facts: Facts) -> str:
    led = next((url for url in (facts.next_url, facts.url) if is_login(url)), facts.url)
    return (
        f"The request was redirected to {without_query(led)}, which looks like a login: nobody is logged in, or "
        "the session has expired. Code cannot log in with fetch: navigate the page there (location.href), and "
        "let the API respond with 401 instead of a redirect."
    )


def unreadable(facts: Facts) -> str:
    if facts.redirected:
        sent_on = f"The request was redirected to {facts.at}{_spelling(facts.first_url, facts.url)}, and"
    elif facts.status:
        sent_on = f"The response is a redirect (status {facts.status}), usually to {_canonical(facts)}, and"
    else:
        sent_on = "If the request is redirected,"
    return (
        f"{sent_on} every response on the way needs Access-Control-Allow-Origin: request the final URL, or have "
        "each hop send the header."
    )


def _canonical(facts: Facts) -> str:
    """What servers redirect to."""
    secure = "https, " if facts.url.startswith("http:") else ""
    return f"{secure}the path with or without a slash at the end, www or another host, or a login page"


def _spelling(first: str, then: str) -> str:
    """In what two URLs differ that are one to a reader."""
    first, then = (url.partition("?")[0] for url in (first, then))
    if first.rstrip("/") == then.rstrip("/") and first != then:
        return f", which {'has a' if then.endswith('/') else 'has no'} slash at the end"
    return ", which is https" if first.replace("http:", "https:", 1) == then else ""
