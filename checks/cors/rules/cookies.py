"""Cookies that an answer sets and a browser does not keep, or does not send back from this page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.cors import urls
from checks.cors.journey import Journey
from checks.cors.model import BROWSER_NAMES, Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Severity, advice
from checks.cors.urls import ParsedUrl

NAME = "Set-Cookie"
COOKIES = "https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html"
_KEPT = (NAME, "sid=1; SameSite=None; Secure; Partitioned")


@dataclass(frozen=True, slots=True)
class Cookie:
    """A Set-Cookie line of an answer; `same_site` in lower case, None where it is not said."""

    exchange: int
    value: str
    url: ParsedUrl
    same_site: str | None
    secure: bool
    partitioned: bool

    def evidence(self, attribute: str | None = None) -> Evidence:
        """Marks an attribute, or the whole line where it is not there."""
        return Evidence(exchange=self.exchange, header=NAME, value=self.value, span=self._span(attribute))

    def _span(self, attribute: str | None) -> tuple[int, int]:
        start = 0
        for part in self.value.split(";") if attribute else ():
            name = part.partition("=")[0].strip()
            if start and name.lower() == str(attribute).lower():
                return start + len(part) - len(part.lstrip()), start + len(part)
            start += len(part) + 1
        return 0, len(self.value)


def _sets_cookie(journey: Journey) -> bool:
    return any(response.get(NAME.lower()) is not None for _, _, response in journey.responses)


def cookies(journey: Journey) -> Iterator[Cookie]:
    """The cookies that answers set, those of preflights apart, which browsers ignore."""
    for number, exchange, response in journey.mains():
        url = urls.parse(exchange.request.url)
        if url is None:
            continue
        for value in response.get_all(NAME.lower()):
            parts = (part.partition("=") for part in value.split(";")[1:])
            found = {name.strip().lower(): given.strip().lower() for name, _, given in parts}
            yield Cookie(number, value, url, found.get("samesite"), "secure" in found, "partitioned" in found)


def _across_sites(journey: Journey, url: ParsedUrl) -> tuple[str, ...]:
    """The browsers for which page and URL are two sites: the scheme is part of a site in Chromium alone."""
    page = urls.parse(journey.request.origin)
    if page is None or not page.is_http or not urls.is_one_domain(page.href, url.href):
        return BROWSER_NAMES
    return () if urls.is_same_site(page, url) else ("chromium",)


def _is_loopback(url: ParsedUrl) -> bool:
    host = url.hostname
    return host in ("localhost", "[::1]") or host.endswith(".localhost") or host.startswith("127.")


def fault(journey: Journey, cookie: Cookie) -> str | None:
    """The id of the rule that the cookie breaks, None where the page's next request will carry it everywhere."""
    if not journey.credentials:
        return "set-cookie-ignored" if cookie.url.origin != journey.request.origin else None
    if cookie.secure and cookie.url.scheme == "http" and not _is_loopback(cookie.url):
        return "cookie-insecure"
    if cookie.same_site == "none" and not cookie.secure:
        return "cookie-insecure"
    if not _across_sites(journey, cookie.url):
        return None
    if cookie.same_site != "none":
        return "cookie-samesite"
    return None if cookie.partitioned else "cookie-third-party"


def _first(journey: Journey, rule_id: str) -> Cookie | None:
    if journey.request.initiator not in ("fetch", "xmlhttprequest", "eventsource"):
        return None
    return next((cookie for cookie in cookies(journey) if fault(journey, cookie) == rule_id), None)


@advice(
    "cookie-samesite",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    when=_sets_cookie,
    title="The cookie is not sent from pages of other sites",
    label="without SameSite=None it stays within the server's own site",
    remedy="Serve the page and the API from one site, which keeps SameSite's protection; or set the cookie with "
    "SameSite=None; Secure, and protect what changes data from forged requests, for instance with a CSRF "
    "token.",
    spec="cors-protocol-and-credentials",
    mdn="Reference/Headers/Set-Cookie",
    broken=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, (NAME, "sid=1; SameSite=Lax")), credentials="include"),
    right=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, _KEPT), credentials="include"),
)
def cookie_samesite(journey: Journey) -> Iterator[Finding]:
    """
    Credentials mode `include` sends cookies, but each cookie also says where it may be used. Lax and Strict limit it to
    pages of the same site; Chromium treats a cookie without SameSite as Lax. A site is the registrable domain, in
    Chromium plus the scheme, which Firefox and Safari ignore. Two ports or subdomains are one site, two domains are
    not, so what fails in production may work on localhost. SameSite also keeps other sites from acting with the user's
    cookies: without it you need another protection.
    """
    cookie = _first(journey, "cookie-samesite")
    if cookie is not None:
        names = _across_sites(journey, cookie.url) if cookie.same_site in ("lax", "strict") else ("chromium",)
        yield Finding("cookie-samesite", (cookie.evidence("SameSite"),), names)


@advice(
    "cookie-insecure",
    Severity.WARNING,
    when=_sets_cookie,
    title="The cookie is rejected without https",
    label="Secure requires https, and SameSite=None requires Secure",
    remedy="Serve the API over https and add Secure to the cookie.",
    spec=COOKIES,
    mdn="Reference/Headers/Set-Cookie",
    broken=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, (NAME, "sid=1; SameSite=None")), credentials="include"),
    right=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, _KEPT), credentials="include"),
)
def cookie_insecure(journey: Journey) -> Iterator[Finding]:
    """
    Chromium and Firefox accept SameSite=None, which pages of other sites need, only with Secure. Browsers drop a Secure
    cookie that arrives over http; from localhost Chromium and Firefox accept it anyway, Safari does not. The response
    itself can be read, so nothing fails until the next request comes without its session.
    """
    cookie = _first(journey, "cookie-insecure")
    if cookie is not None:
        names = BROWSER_NAMES if cookie.secure else ("chromium", "firefox")
        yield Finding("cookie-insecure", (cookie.evidence("Secure" if cookie.secure else "SameSite"),), names)


@advice(
    "cookie-third-party",
    Severity.WARNING,
    confidence=Confidence.INFERRED,
    when=_sets_cookie,
    title="The cookie is a third-party cookie",
    label="page and server are two sites, and browsers that block third-party cookies drop it",
    remedy="Serve the API under the page's own domain, or add Partitioned, or send a token in a header.",
    spec=COOKIES,
    mdn="../Privacy/Guides/Third-party_cookies",
    broken=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, (NAME, "sid=1; SameSite=None; Secure")), credentials="include"),
    right=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, _KEPT), credentials="include"),
)
def cookie_third_party(journey: Journey) -> Iterator[Finding]:
    """
    The cookie is set correctly but depends on the visitor's browser. Safari blocks cookies from other sites, Firefox
    keeps them in a separate jar per site by default, and Chromium sends them by default, but not in private windows or
    if the user or an administrator turned them off. Partitioned requests the separate jar in Chromium, in Firefox from
    141 and in Safari from 26.2. Only serving both from one site works everywhere.
    """
    cookie = _first(journey, "cookie-third-party")
    if cookie is not None:
        yield Finding("cookie-third-party", (cookie.evidence(),), _across_sites(journey, cookie.url))


@advice(
    "set-cookie-ignored",
    Severity.INFO,
    when=_sets_cookie,
    title="The cookie in the response is not stored",
    label="the request does not include credentials, so Set-Cookie is ignored",
    remedy="Use credentials: 'include' (withCredentials) if you need the cookie; otherwise there is nothing to fix.",
    spec="cors-protocol-and-credentials",
    mdn="Reference/Headers/Set-Cookie",
    broken=x.simple(x.reply(x.ORIGIN, (NAME, "sid=1"))),
    right=x.simple(x.reply(x.ORIGIN, x.CREDENTIALS, _KEPT), credentials="include"),
)
def set_cookie_ignored(journey: Journey) -> Iterator[Finding]:
    """
    By default fetch neither sends nor stores cookies of other origins. The typical symptom is a login that returns 200
    and leaves no session.
    """
    cookie = _first(journey, "set-cookie-ignored")
    if cookie is not None:
        yield Finding("set-cookie-ignored", (cookie.evidence(),))
