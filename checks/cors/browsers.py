"""Where the three browsers differ from the Fetch Standard and from each other: one profile each, and nowhere else.

Recorded from Chromium 156, Firefox 153 ESR and WebKitGTK 2.50; WebKit stands for Safari, whose CORS code it shares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors import fetch_standard as standard
from checks.cors.http_head import HeadHabits

# The parts of a preflight's judgement, as groups of rules: `checks.cors.rules.order` resolves them.
REDIRECT, STATUS, CORS_CHECK = "redirect", "status", "cors-check"
METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS = "methods-syntax", "headers-syntax", "method", "headers"


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser's habits; the defaults are the standard's.

    name: its name in the contract. label: its name for people.
    preflight_order: which part of a preflight's answer is judged first, which decides the message.
    extra_safelist: request headers safelisted beyond the standard, with the pattern of their values.
    ignored_headers: names that script may set in vain.
    sums_safelisted: all safelisted values together may have 1024 bytes, else each needs the preflight.
    splits_repeated_headers: a repeated request header is judged value by value, not joined.
    high_bytes_unsafe: bytes from 0x80 make Accept and Content-Type unsafe.
    range_pattern: what counts as a simple range; range_limit: the greatest start.
    listener_needs_body: an upload listener forces a preflight only when there is a body.
    page_origin_on_redirected_preflight: a preflight after a tainting redirect carries the page's origin, not `null`.
    names_dropped_authorization: a preflight after a redirect that drops Authorization: True asks for it still,
        False does not; drops_authorization_first: whether dropping it comes before the question of a preflight.
    keeps_content_type_question: a POST that became GET is still preflighted for the Content-Type it lost.
    delete_becomes_get: a cross-origin redirect of DELETE with 301 or 302 becomes a GET.
    ignores_empty_fields: empty Access-Control-Allow-Credentials lines do not count.
    follows_own_userinfo: a same-origin redirect may carry user and password.
    exposes: response headers readable beyond the safelist.
    max_age_cap: seconds that a preflight's answer is kept at the most.
    """

    name: str
    label: str
    version: str
    preflight_order: tuple[str, ...]
    head: HeadHabits
    max_age_cap: int
    extra_safelist: tuple[tuple[str, str], ...] = ()
    ignored_headers: frozenset[str] = frozenset()
    sums_safelisted: bool = True
    splits_repeated_headers: bool = False
    high_bytes_unsafe: bool = False
    range_pattern: str | None = None
    range_limit: int | None = None
    listener_needs_body: bool = False
    page_origin_on_redirected_preflight: bool = False
    drops_authorization_first: bool = True
    names_dropped_authorization: bool = False
    keeps_content_type_question: bool = False
    delete_becomes_get: bool = False
    ignores_empty_fields: bool = False
    follows_own_userinfo: bool = True
    streams_uploads: bool = True
    allowed_bad_ports: frozenset[int] = frozenset()
    wildcard_covers_authorization: bool = True
    comma_unsafe_in_content_type: bool = False

    def is_safelisted(self, name: str, value: str) -> bool:
        """Whether a request header needs no preflight here; `name` in lower case."""
        value = standard.normalize_value(value)
        if name == "range" and self.range_pattern is not None:
            return _is_simple_range(self.range_pattern, value)
        if name == "range" and self.range_limit is not None:
            digits = re.match(r"bytes=([0-9]+)-([0-9]*)", value)
            if digits and any(int(part) > self.range_limit for part in digits.groups() if part):
                return False
        if standard.is_cors_safelisted_request_header(name, value):
            return not (
                self.high_bytes_unsafe and name in ("accept", "content-type") and any(char >= "\x80" for char in value)
            )
        return any(name == extra and re.fullmatch(pattern, value) for extra, pattern in self.extra_safelist)


def _is_simple_range(pattern: str, value: str) -> bool:
    match = re.fullmatch(pattern, value, re.IGNORECASE)
    return match is not None and (not match[2] or int(match[1]) <= int(match[2]))


_ANY = r"[\s\S]{0,128}"

CHROMIUM = Browser(
    name="chromium",
    label="Chromium",
    version="156",
    preflight_order=(REDIRECT, CORS_CHECK, STATUS, METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS),
    head=HeadHabits(trims_name=True, lone_cr_ends_line=True, accepts_http09=False, max_status=2**31 - 1),
    max_age_cap=7200,
    extra_safelist=(
        ("device-memory", _ANY),
        ("dpr", _ANY),
        ("width", _ANY),
        ("viewport-width", _ANY),
        ("rtt", _ANY),
        ("downlink", _ANY),
        ("ect", _ANY),
        ("save-data", "on"),
    ),
    ignored_headers=frozenset({"user-agent"}),
    range_limit=2**63 - 1,
    listener_needs_body=True,
    follows_own_userinfo=False,
    allowed_bad_ports=frozenset({4190, 6679}),
)

FIREFOX = Browser(
    name="firefox",
    label="Firefox",
    version="153",
    preflight_order=(CORS_CHECK, REDIRECT, STATUS, METHODS_SYNTAX, METHOD, HEADERS_SYNTAX, HEADERS),
    head=HeadHabits(trims_name=False, lone_cr_ends_line=False, accepts_http09=True, max_status=999),
    max_age_cap=86400,
    sums_safelisted=False,
    splits_repeated_headers=True,
    high_bytes_unsafe=True,
    page_origin_on_redirected_preflight=True,
    drops_authorization_first=False,
    keeps_content_type_question=True,
    ignores_empty_fields=True,
)

WEBKIT = Browser(
    name="webkit",
    label="Safari",
    version="2.50",
    preflight_order=(REDIRECT, STATUS, CORS_CHECK, METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS),
    head=HeadHabits(trims_name=False, lone_cr_ends_line=False, accepts_http09=False, max_status=999),
    max_age_cap=600,
    sums_safelisted=False,
    range_pattern=r"bytes=\+?([0-9]+)-\+?([0-9]*)",
    drops_authorization_first=False,
    names_dropped_authorization=True,
    keeps_content_type_question=True,
    delete_becomes_get=True,
)

BROWSERS: dict[str, Browser] = {browser.name: browser for browser in (CHROMIUM, FIREFOX, WEBKIT)}

# The standard as written, for the property test against a transcription of it.
STANDARD = Browser(
    name="standard",
    label="Fetch Standard",
    version="",
    preflight_order=(REDIRECT, CORS_CHECK, STATUS, METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS),
    head=HeadHabits(trims_name=False, lone_cr_ends_line=False, accepts_http09=False, max_status=999),
    max_age_cap=2**31 - 1,
)
