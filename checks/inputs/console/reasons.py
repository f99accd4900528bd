"""Which rules a request's messages mean: those of the wording that the facts of the text leave, the likeliest first."""

from __future__ import annotations

import re

from checks.cors import judge
from checks.cors.added_headers import adder_of
from checks.cors.app_pages import app_of, own_part
from checks.cors.blockers import word_in
from checks.cors.fetch_standard import REDIRECT_STATUSES, normalize_method
from checks.cors.logins import begins_login
from checks.cors.model import BROWSER_NAMES, HttpResponse, Request
from checks.cors.urls import parse
from checks.inputs.console.facts import Facts

Rules = tuple[str, ...]
_ANY = "https://app.example.com"
_MISSING = frozenset(
    {
        "allow-origin-missing",
        "allow-origin-only-preflight",
        "allow-origin-missing-on-error",
        "redirect-allow-origin-missing",
    }
)
_GATEWAY = frozenset({502, 503, 504, *range(520, 531)})
_LOGIN = frozenset({401, 403, 407})
_NO_ROUTE = frozenset({404, 405, 501})
_PREFLIGHT_STATUS = frozenset({"preflight-auth", "preflight-forbidden", "preflight-not-routed", "preflight-status"})
_OF_VALUE = frozenset(
    {"allow-origin-mismatch", "allow-origin-multiple-values", "allow-origin-multiple-headers", "allow-origin-invalid",
     "allow-origin-trailing-slash", "allow-origin-case-or-port", "allow-origin-scheme-differs",
     "allow-origin-wildcard-subdomain", "redirect-origin-null", "allow-origin-host-spelling", "allow-origin-file"}
)  # fmt: skip
_METHODS = frozenset({"method-not-allowed", "method-lowercase"})


def meant(known: Rules, facts: Facts) -> Rules:
    """The rules that are left, the likeliest first."""
    if not known:
        return ()
    found = known
    if "request-failed" in known and "allow-origin-missing" not in known:
        found = _without_answer(known, facts)
    elif _MISSING & set(known) and facts.value is None:
        found = _missing(known, facts)
    elif _OF_VALUE & set(known):
        found = _of_value(known, facts)
    elif _PREFLIGHT_STATUS & set(known):
        found = _preflight(known, facts)
    elif "preflight-redirect" in known:
        found = _redirected(known, facts)
    elif "method-lowercase" in known:
        found = _method(known, facts)
    elif "header-not-allowed" in known:
        found = _header(known, facts)
    elif "allow-credentials-missing" in known and facts.value is not None:
        found = ("allow-credentials-not-true",) if facts.value.strip() else known
    if facts.url.startswith("file:"):
        found = ("url-not-http", *(rule for rule in found if not rule.startswith("preflight")))
    if "url-not-http" in found and facts.url:
        has_host = re.match(r"(?:localhost|[\w-]+(?:\.[\w-]+)+):\d", facts.url) is not None
        found = ("url-no-scheme",) if has_host else tuple(rule for rule in found if rule != "url-no-scheme")
    if "url-not-http" in found and "redirect-not-http" in found:
        found = tuple(sorted(found, key=lambda rule: (rule == "redirect-not-http") != facts.redirected))
    if facts.redirected and facts.leads_to_login and "url-not-http" not in found:
        found = ("redirect-to-login", *found)
    return tuple(dict.fromkeys(found))


def of_page(facts: Facts) -> Rules:
    """What on the page's side may be behind the rules that are meant."""
    is_null = facts.origin == "null" and not (facts.redirected or facts.url.startswith("file:"))
    signs = (
        ("page-origin-null", is_null),
        ("extension-page", facts.is_of_extension),
        ("app-own-url", own_part(facts.url)),
        ("app-page", app_of(facts.origin) is not None),
        ("login-page-fetched", begins_login(facts.url) and not facts.redirected),
    )
    return tuple(rule for rule, found in signs if found)


def _without_answer(known: Rules, facts: Facts) -> Rules:
    """No answer: over http no certificate can be to blame, and what blockers look for is the likeliest to be."""
    plain = facts.url.startswith("http:")
    left = tuple(rule for rule in known if not (plain and rule == "tls-invalid"))
    is_listed = facts.browser == "firefox" and word_in(facts.url)
    return ("blocked-by-client", *left) if is_listed else left


def _missing(known: Rules, facts: Facts) -> Rules:
    """No Access-Control-Allow-Origin, or in Safari's words perhaps another: the status tells whose response it was."""
    status = facts.status
    rules: list[str] = []
    left = list(known)
    if facts.preflight:
        left = [rule for rule in left if rule not in ("allow-origin-only-preflight", "allow-origin-missing-on-error")]
        rules += _of_preflight_status(status)
    elif status is not None:
        rules += _of_status(status)
        if status < 400:
            left = [rule for rule in left if rule != "allow-origin-missing-on-error"]
    if facts.redirected or (status is not None and 300 <= status < 400):
        rules.append("redirect-allow-origin-missing")
    elif status is not None:
        left = [rule for rule in left if rule != "redirect-allow-origin-missing"]
    if facts.origin and facts.origin != "null":
        left = [rule for rule in left if rule != "redirect-origin-null"]
    return (*rules, *left)


def _of_status(status: int) -> Rules:
    """What a response of an error status without CORS headers most likely is."""
    if status in _LOGIN:
        return ("login-answer-without-cors", "allow-origin-missing-on-error")
    if status in _GATEWAY:
        return ("gateway-error", "allow-origin-missing-on-error")
    if status == 413:
        return ("request-too-large", "allow-origin-missing-on-error")
    if status == 429:
        return ("rate-limited", "allow-origin-missing-on-error")
    if status >= 500:
        return ("application-error", "allow-origin-missing-on-error")
    return ("allow-origin-missing-on-error",) if status >= 400 else ()


def _of_preflight_status(status: int | None) -> Rules:
    if status in (401, 407):
        return ("preflight-auth", "auth-before-cors")
    if status == 403:
        return ("preflight-forbidden", "preflight-not-routed", "preflight-auth", "auth-before-cors")
    if status in _NO_ROUTE:
        return ("preflight-not-routed", "options-not-wired")
    if status in _GATEWAY:
        return ("gateway-error", "preflight-status")
    return ("preflight-status",) if status is not None and status >= 400 else ()


def _of_value(known: Rules, facts: Facts) -> Rules:
    """The value of Access-Control-Allow-Origin is in the line: it is judged as if a server had answered so."""
    preferred = [rule for rule in known if rule.startswith("redirect-") == facts.redirected]
    others = [rule for rule in known if rule not in preferred]
    if facts.value is None:
        return (*preferred, *others)
    value = _bytes(facts.value, facts.browser)
    page = facts.origin or _origin_behind(value)
    request = Request("https://api.example.com/", page)
    sent = (("Access-Control-Allow-Origin", value),)
    likely = judge.drive(
        request, facts.browser if facts.browser in BROWSER_NAMES else "chromium", lambda _: HttpResponse(200, sent)
    ).rule
    if facts.redirected or likely is None:
        return (*preferred, *others)
    if facts.origin and likely in _OF_VALUE:
        return (
            likely,
            *(rule for rule in known if rule.startswith("allow-origin-multiple") and rule != likely and "," in value),
        )
    wrong = _excluded(value)
    return (likely, *(rule for rule in (*preferred, *others) if rule not in wrong))


def _excluded(value: str) -> frozenset[str]:
    """What a value that is shown cannot be."""
    parsed = parse(value)
    excluded = set()
    if parsed is None or not re.search(r"://[^/]+/", value):
        excluded.add("allow-origin-trailing-slash")
    if "*" not in value:
        excluded.add("allow-origin-wildcard-subdomain")
    if not value.lower().startswith("file:"):
        excluded.add("allow-origin-file")
    if not re.search(r"[,\s]", value.strip()):
        excluded |= {"allow-origin-multiple-values", "allow-origin-multiple-headers"}
    return frozenset(excluded)


def _preflight(known: Rules, facts: Facts) -> Rules:
    """The preflight's status: a known one leaves one rule."""
    if facts.status is None:
        rest = [rule for rule in known if rule != "preflight-redirect" or facts.browser == "webkit"]
        return tuple(sorted(rest, key=lambda rule: (rule == "preflight-redirect", rule != "preflight-not-routed")))
    if facts.status in REDIRECT_STATUSES:
        return (*_redirected(("preflight-redirect",), facts), "preflight-status")
    first = [rule for rule in _of_preflight_status(facts.status) if rule in (*_PREFLIGHT_STATUS, "gateway-error")]
    judged = _judged_preflight(facts.status)
    # A proxy's own error is likelier than any handler's.
    return tuple(dict.fromkeys((*first, judged) if first[:1] == ["gateway-error"] else (judged, *first)))


def _judged_preflight(status: int) -> str:
    request = Request("https://api.example.com/", _ANY, method="PUT")
    answer = HttpResponse(status, (("Access-Control-Allow-Origin", _ANY),))
    return judge.drive(request, "chromium", lambda _: answer).rule or "preflight-status"


def _redirected(known: Rules, facts: Facts) -> Rules:
    """A redirected preflight; the browser's own redirect to https only where the URL is http."""
    hsts = facts.url.startswith("http:") and facts.target_space == "" and not facts.redirected
    found = [rule for rule in ("preflight-redirect", *known) if hsts or rule != "hsts-preflight-redirect"]
    return (*found[:1], "url-not-canonical", *found[1:]) if not facts.leads_to_login else tuple(found)


def _method(known: Rules, facts: Facts) -> Rules:
    method = facts.method
    if not method:
        return known
    if method != method.upper() and normalize_method(method) == method:
        return ("method-lowercase", *(rule for rule in known if rule != "method-lowercase"))
    return tuple(rule for rule in known if rule != "method-lowercase")


def _header(known: Rules, facts: Facts) -> Rules:
    name = facts.header.lower()
    adder = adder_of(name)
    if adder is not None:
        return (known[0], "tracing-headers" if adder.traces else "library-headers", *known[1:])
    if name.startswith("access-control-"):
        return (known[0], "allow-origin-as-request-header", *known[1:])
    return known


def _bytes(shown: str, browser: str) -> str:
    """A header value as its bytes, from how a console shows it."""
    if browser == "chromium":
        shown = re.sub(r"\\u00([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), shown)
        return shown.encode("latin-1", "replace").decode("latin-1")
    return shown.encode("utf-8", "replace").decode("latin-1")


def _origin_behind(value: str) -> str:
    """The page's origin for a line that does not name it: what a nearly right header value was meant to be."""
    parsed = parse(value)
    if parsed is not None and parsed.is_http and parsed.origin != value and "*" not in value:
        return parsed.origin
    return _ANY
