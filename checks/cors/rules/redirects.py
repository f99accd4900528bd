"""Redirects of the request itself (https://fetch.spec.whatwg.org/#http-redirect-fetch)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import console
from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import Example, Hop, blocking
from checks.cors.rules.plan import CHROMIUM_SCHEMES
from checks.cors.step import Step

MAX_REDIRECTS = 20
_NOT_CORS_SCHEME = "not allowed to follow a cross-origin CORS redirection with non CORS scheme"
# Schemes for which Firefox makes no request that it could speak of.
_FIREFOX_SILENT = console.FIREFOX_SILENT_SCHEMES | {"blob", "javascript"}
_CHROMIUM_UNSAFE = frozenset({"about", "blob", "chrome", "data", "file", "filesystem"})


def _location(step: Step, **args: str) -> Evidence:
    value = step.location_text or ""
    return Evidence(
        exchange=step.exchange, header="Location", value=value, span=(0, len(value)), args=tuple(args.items())
    )


def _mode_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "chromium":
        return (console.NET_FAILED,)
    if step.browser.name == "webkit":
        return (f"Not allowed to follow a redirection while loading {step.url.href}", *console.webkit(step, None))
    return ()


def did_not_succeed(step: Step) -> tuple[str, ...]:
    """What Firefox prints when a redirect ends a cross-origin request."""
    if not step.cors_after_redirect:
        return ()
    return (
        console.firefox_line(step.url.href, "CORS request did not succeed", null_status=True),
        *console.firefox_element(step),
    )


@blocking(
    "redirect-mode-error",
    title="The response is a redirect, and the page uses redirect: error",
    label="a redirect to {value}, and the request says redirect: error",
    remedy="Call the final URL, or use redirect mode follow.",
    spec="http-fetch",
    console=_mode_lines,
    broken=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE)), {"redirect": "error"}),
    right=Example((Hop(x.READABLE),), {"redirect": "error"}),
)
def redirect_mode_error(step: Step) -> Iterator[Evidence]:
    """With redirect mode `error` the page asks the browser to treat every redirect as a network error."""
    yield _location(step)


def _invalid_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "chromium":
        return console.chromium_net_error("ERR_INVALID_REDIRECT")
    if step.browser.name == "webkit":
        return _webkit_denied(step) if step.cors else ()
    return did_not_succeed(step) if step.cors else ()


def _webkit_denied(step: Step) -> tuple[str, ...]:
    """WebKit's words for any Location that a cross-origin request cannot follow."""
    reason = (
        f"Cross-origin redirection to {step.location.full if step.location else step.location_text} denied by "
        "Cross-Origin Resource Sharing policy: "
    )
    return (reason + _NOT_CORS_SCHEME, *console.webkit(step, None))


@blocking(
    "redirect-location-invalid",
    title="The redirect's Location is not a valid URL",
    label="cannot be parsed as a URL",
    remedy="Send a valid URL in Location.",
    spec="concept-response-location-url",
    console=_invalid_lines,
    broken=Example((Hop(x.redirecting("http://[bad", x.ORIGIN)),)),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE))),
)
def redirect_location_invalid(step: Step) -> Iterator[Evidence]:
    """Browsers cannot follow a redirect whose Location they cannot parse, so the request fails."""
    if step.location is None:
        yield _location(step)


def _loop_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if step.browser.name == "chromium":
        return console.chromium_net_error("ERR_TOO_MANY_REDIRECTS")
    if step.browser.name == "webkit":
        return (f"Load cannot follow more than {MAX_REDIRECTS} redirections", *console.webkit(step, None))
    return did_not_succeed(step)


@blocking(
    "redirect-loop",
    title="The request is redirected more than 20 times",
    label="redirect number 21",
    remedy="Find the rule that redirects to itself; call the final URL.",
    spec="http-redirect-fetch",
    console=_loop_lines,
    broken=Example((Hop(x.redirecting("{next}", x.ORIGIN)),)),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE))),
)
def redirect_loop(step: Step) -> Iterator[Evidence]:
    """Browsers follow twenty redirects per request and give up at the next."""
    if len(step.url_list) > MAX_REDIRECTS:
        yield _location(step)


def _scheme_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    assert step.location is not None  # noqa: S101 - the rule fires on a parsed location
    target = step.location
    if step.browser.name == "chromium":
        return _chromium_scheme(step)
    if step.browser.name == "firefox":
        return _firefox_scheme(step)
    if step.cors:
        return _webkit_denied(step)
    if target.scheme == "file":
        return (f"Not allowed to load local resource: {target.href}", *console.webkit(step, None))
    if target.scheme == "ftp":
        return ("FTP URLs are disabled", *console.webkit(step, None))
    if step.cors_after_redirect and target.scheme != "blob":
        return _webkit_denied(step)
    reason = "Redirection to URL with a scheme that is not HTTP(S)."
    return (reason, *console.webkit(step, None, url=target.href))


def _firefox_scheme(step: Step) -> tuple[str, ...]:
    """Firefox speaks of schemes that it knows, and drops others without a word."""
    assert step.location is not None  # noqa: S101 - the rule fires on a parsed location
    target = step.location
    after = did_not_succeed(step) if step.cors else ()
    if target.scheme in console.FIREFOX_LOCAL_SCHEMES:
        fetched = step.request.initiator == "fetch" and not step.no_cors
        at = step.url.href if fetched else step.request.page
        return (f"Security Error: Content at {at} may not load or link to {target.href}.", *after)
    if target.scheme == "blob" and step.request.initiator != "xmlhttprequest" and (step.cors or step.no_cors):
        return (f"Security Error: Content at {step.url.href} may not load data from {target.href}.", *after)
    if target.scheme == "data" and step.cors_after_redirect:
        return (f"Redirecting to data: URI not allowed (Blocked loading of: “{target.href}”)", *after)
    if target.scheme not in _FIREFOX_SILENT and step.cors_after_redirect:
        return (console.firefox_line(target.full, "CORS request not http"), *after)
    return after


def _chromium_scheme(step: Step) -> tuple[str, ...]:
    assert step.location is not None  # noqa: S101 - the rule fires on a parsed location
    if step.location.scheme in _CHROMIUM_UNSAFE:
        return console.chromium_net_error("ERR_UNSAFE_REDIRECT")
    if step.request.mode == "no-cors":
        return console.chromium_net_error("ERR_UNKNOWN_URL_SCHEME")
    text = f"Cross origin requests are only supported for protocol schemes: {CHROMIUM_SCHEMES}."
    return console.chromium(step, text, url=step.location.full)


@blocking(
    "redirect-not-http",
    title="The redirect leads to a scheme other than http and https",
    label="browsers do not follow a redirect to {scheme}:",
    remedy="Redirect to an http or https URL.",
    spec="http-redirect-fetch",
    console=_scheme_lines,
    broken=Example((Hop(x.redirecting("ftp://files.example/", x.ORIGIN)),)),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE))),
)
def redirect_not_http(step: Step) -> Iterator[Evidence]:
    """An HTTP request may only be redirected to http and https URLs."""
    if step.location is None or step.location.is_http:
        return
    # With redirect mode error Chromium gets as far as the mode, but for schemes that it calls unsafe.
    if step.request.redirect != "error" or step.location.scheme in _CHROMIUM_UNSAFE:
        yield _location(step, scheme=step.location.scheme)


def _userinfo_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    if not step.cors_after_redirect:
        return ()
    if step.browser.name == "chromium":
        return console.chromium(
            step,
            "Redirect location '' contains a username and password, which is disallowed for cross-origin requests.",
        )
    if step.browser.name == "webkit":
        return console.webkit(step, f"redirection URL {step.location.full if step.location else ''} has credentials")
    return (console.firefox_line(step.url.href, "CORS request did not succeed", null_status=True),)


@blocking(
    "redirect-userinfo",
    title="The redirect's URL contains a user name or password",
    label="browsers do not follow credentials in a URL across origins",
    remedy="Remove the user name and password from Location.",
    spec="http-redirect-fetch",
    console=_userinfo_lines,
    broken=Example((Hop(x.redirecting("http://user:password@{lab_authority}/", x.ORIGIN)),)),
    right=Example((Hop(x.redirecting("{next}", x.ORIGIN)), Hop(x.READABLE))),
)
def redirect_userinfo(step: Step) -> Iterator[Evidence]:
    """
    The credentials in `https://user:password@host/` would be chosen by another server, so browsers refuse a
    cross-origin redirect to it. Chromium refuses this within one origin too.
    """
    if step.location is None or not step.location.has_credentials:
        return
    # Such a hop is preflighted first; the flow asks again after that.
    later = step.browser.preflights_userinfo and not step.cors
    if (step.cors_after_redirect and not later) or not step.browser.follows_own_userinfo:
        yield _location(step)
