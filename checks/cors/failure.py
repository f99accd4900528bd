"""Where a check failed, and the most likely reason in the server's own set-up, as far as it can be seen from outside.

At most one cause is named: the first whose signs are there, the surest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from checks.cors import layers, phrases, urls
from checks.cors.journey import Answered, Journey, response_of
from checks.cors.layers import Layer
from checks.cors.logins import begins_login
from checks.cors.model import Evidence, HttpResponse

ALLOW_ORIGIN = "access-control-allow-origin"


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer at which the browsers gave up, and the rule by which they did."""

    rule: str
    answered: Answered
    journey: Journey

    @property
    def number(self) -> int:
        return self.answered.number

    @property
    def response(self) -> HttpResponse:
        return self.answered.response

    @property
    def status(self) -> int:
        return self.answered.response.status

    @property
    def is_preflight(self) -> bool:
        return self.answered.exchange.request.is_preflight

    @property
    def names_origin(self) -> bool:
        return self.response.get(ALLOW_ORIGIN) is not None

    @property
    def phrase(self) -> phrases.Phrase | None:
        """What the body of the answer is known to say."""
        return phrases.named(self.response.phrase)

    @property
    def said(self) -> str:
        """The phrase as the end of a sentence."""
        return said(self.response)

    @property
    def layer(self) -> Layer | None:
        return layers.layer_of(self.response)

    def header(self, name: str, **args: str) -> Evidence:
        value = self.response.get(name.lower())
        span = (0, len(value)) if value else None
        return Evidence(self.number, name, value, span=span, args=tuple(args.items()))

    def status_evidence(self, **args: str) -> Evidence:
        words = {"status": str(self.status), "by": layers.by(self.response), **args}
        return Evidence(self.number, field="status", value=str(self.status), span=(0, 3), args=tuple(words.items()))

    def probe(self, name: str) -> HttpResponse | None:
        answered = self.journey.probes.get(name)
        return answered.response if answered else None

    @property
    def told_simply(self) -> HttpResponse | None:
        """What a plain GET from the page was answered, where the request itself was refused before it was sent."""
        return self.probe("simple-request")

    def passes(self, response: HttpResponse | None) -> bool:
        return response is not None and response.get(ALLOW_ORIGIN) in ("*", self.journey.request.origin)


Cause = Callable[[Failed], Evidence | None]


def said(response: HttpResponse) -> str:
    """The words that an error's body is known to hold, as the end of a sentence."""
    phrase = phrases.named(response.phrase)
    return f"; the response body says “{phrase.name}”" if phrase is not None and phrase.kind != "layer" else ""


def failed(journey: Journey) -> Failed | None:
    """The answer that ended the fetch, in the first browser that has one."""
    for outcome in journey.outcomes.values():
        pointed = [item.exchange for item in outcome.evidence if item.exchange is not None]
        if outcome.rule is None or outcome.outcome != "blocked" or not pointed:
            continue
        exchange = outcome.exchanges[pointed[0]]
        response = response_of(exchange.answer)
        if response is not None:
            return Failed(outcome.rule, Answered(journey.exchanges.index(exchange), exchange, response), journey)
    return None


_HTML = re.compile(r"text/html", re.IGNORECASE)
# Header, pattern of its value, statuses (None: any), who that is.
_WALLS: tuple[tuple[str, re.Pattern[str], tuple[int, ...] | None, str], ...] = (
    ("cf-mitigated", re.compile("challenge", re.IGNORECASE), None, "Cloudflare"),
    ("x-amzn-waf-action", re.compile("challenge|captcha", re.IGNORECASE), None, "AWS WAF"),
    ("server", re.compile("cloudflare", re.IGNORECASE), (403, 429, 503), "Cloudflare"),
    ("server", re.compile("akamaighost", re.IGNORECASE), (403,), "Akamai"),
    ("x-iinfo", re.compile("", re.IGNORECASE), (403, 503), "Imperva"),
    ("x-datadome", re.compile("", re.IGNORECASE), (403,), "DataDome"),
    ("x-sucuri-id", re.compile("", re.IGNORECASE), (403,), "Sucuri"),
    ("server", re.compile("ddos-guard", re.IGNORECASE), (403,), "DDoS-Guard"),
)
_SURE = ("cf-mitigated", "x-amzn-waf-action")


def bot_wall(failed: Failed) -> Evidence | None:
    if failed.names_origin:
        return None
    for header, pattern, statuses, who in _WALLS:
        value = failed.response.get(header)
        if value is None or not pattern.search(value):
            continue
        is_page = header in _SURE or _HTML.match(failed.response.get("content-type") or "")
        if is_page and (statuses is None or failed.status in statuses):
            return failed.header(header.title(), who=who, status=str(failed.status))
    return None


def deployment_protection(failed: Failed) -> Evidence | None:
    response = failed.response
    if response.get("ngrok-error-code"):
        return failed.header("Ngrok-Error-Code", who="ngrok's warning page", status=str(failed.status))
    if failed.status not in (401, 403) or failed.names_origin:
        return None
    if "_vercel_sso_nonce" in (response.get("set-cookie") or ""):
        return failed.header("Set-Cookie", who="Vercel's deployment protection", status=str(failed.status))
    server = (response.get("server") or "").lower()
    for name, who in (("vercel", "Vercel's deployment protection"), ("netlify", "Netlify's password protection")):
        if server == name and failed.status == 401:
            return failed.header("Server", who=who, status="401")
    return None


_LOGIN_HOST = re.compile(
    r"(?:login|signin|sso|idp|auth|accounts|adfs)\.|(?:.*\.)?(?:cloudflareaccess\.com|okta\.com|auth0\.com|onelogin\.com"
    r"|b2clogin\.com|amazoncognito\.com|login\.microsoftonline\.com)\Z",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|sso|saml2?|oauth2?|oidc|openid|authorize|adfs|cas|session/new)(?:/|\.|\Z)"
    r"|/cdn-cgi/access/",
    re.IGNORECASE,
)


def login_redirect(failed: Failed) -> Evidence | None:
    """The redirect that led to a login, whether the browser stopped there or at what it led to."""
    earlier = [main for main in failed.journey.mains() if main.number < failed.number]
    for number, exchange, response in (failed.answered, *reversed(earlier)):
        location = response.get("location")
        if location is None or not 300 <= response.status < 400:
            continue
        target = urls.parse(location, exchange.request.url)
        if target is None or not target.is_http:
            continue
        source = urls.parse(exchange.request.url)
        if source is not None and _is_same_place(source, target):
            continue
        if _is_login(target):
            return Evidence(number, "Location", location, span=(0, len(location)), args=(("host", target.hostname),))
    return None


def leads_to_login(location: str, answered: Answered) -> bool:
    """Whether a Location names a login, as far as its host or path says."""
    target = urls.parse(location, answered.exchange.request.url)
    return target is not None and _is_login(target)


def _is_login(url: urls.ParsedUrl) -> bool:
    named = _LOGIN_HOST.match(url.hostname) or _LOGIN_PATH.search(_path_only(url))
    return bool(named or begins_login(url.href))


def _is_same_place(source: urls.ParsedUrl, target: urls.ParsedUrl) -> bool:
    """Whether a redirect leads to the same place in another spelling, or to another version of the login that was asked
    for."""
    if _changes(source, target) is not None:
        return True
    one, other = (_path_only(url).rstrip("/").rpartition("/")[2].lower() for url in (source, target))
    return one == other and bool(_LOGIN_PATH.search(_path_only(source))) and not _LOGIN_HOST.match(target.hostname)


def _path_only(url: urls.ParsedUrl) -> str:
    return _path(url).partition("?")[0]


def not_canonical(failed: Failed) -> Evidence | None:
    location = failed.response.get("location")
    if location is None or not 300 <= failed.status < 400:
        return None
    url = failed.answered.exchange.request.url
    source, target = urls.parse(url), urls.parse(location, url)
    if source is None or target is None or source.href == target.href:
        return None
    if (source.scheme, target.scheme) == ("https", "http"):
        # Another cause's: calling what is there would be mixed content.
        return None
    changed = _changes(source, target)
    if changed is None:
        return None
    return failed.header("Location", change=changed, url=target.href)


def _changes(source: urls.ParsedUrl, target: urls.ParsedUrl) -> str | None:
    """What alone differs between two URLs that mean the same; None where they do not."""
    changes = []
    if source.scheme != target.scheme:
        changes.append("https instead of http")
    if source.hostname != target.hostname:
        if source.hostname.removeprefix("www.") != target.hostname.removeprefix("www."):
            return None
        changes.append("with www" if target.hostname.startswith("www.") else "without www")
    if source.scheme == target.scheme and source.port != target.port:
        return None
    (one, _, asked), (other, _, pointed) = _path(source).partition("?"), _path(target).partition("?")
    if asked != pointed:
        return None
    if one != other:
        if re.sub("/+", "/", one).rstrip("/").lower() != re.sub("/+", "/", other).rstrip("/").lower():
            return None
        changes.append("with a different slash or case in the path")
    return " and ".join(changes) or None


def _path(url: urls.ParsedUrl) -> str:
    return "/" + url.href.partition("://")[2].partition("/")[2]


def is_fine(response: HttpResponse | None) -> bool:
    """Whether an answer is there and no error."""
    return response is not None and 200 <= response.status < 300
