"""Where the three browsers differ from the Fetch Standard and from each other: one profile each, and nowhere else.

Recorded from Chromium 156, Firefox 153 ESR and WebKitGTK 2.50; WebKit stands for Safari, whose CORS code it shares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors import fetch_standard as standard
from checks.cors.http_head import HeadHabits

# The parts of a preflight's judgement, as groups of rules: `checks.cors.rules` resolves them.
REDIRECT, STATUS, CORS_CHECK = "redirect", "status", "cors-check"
METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS = "methods-syntax", "headers-syntax", "method", "headers"


@dataclass(frozen=True, slots=True, eq=False)
class Browser:
    """One browser's habits; the defaults are the standard's.

    name: its name in the contract. label: its name for people.
    preflight_order: which part of a preflight's answer is judged first, which decides the message.
    head: how it reads what HTTP's grammar forbids.
    max_age_cap: seconds that a preflight's answer is kept at the most.
    malformed_max_age_is_default: an Access-Control-Max-Age that is no number counts as absent, not as zero.
    negative_max_age: a negative one counts as "zero", or is "malformed".
    reuses_wildcards: a preflight answered with `*` serves for later requests.
    reuses_wildcard_for_authorization: where `*` alone covers Authorization, too.
    preflight_methods_to_list: safelisted methods that must be listed all the same for the preflight to be reused.
    cache_modes_without_kept: cache modes in which a preflight is asked for although one is kept.
    cache_modes_not_kept: cache modes in which none is kept.
    merges_preflights: what a preflight grants adds to what is kept for its URL, and does not replace it.
    keeps_credentials_apart: preflights with credentials do not serve for requests without.
    keeps_refused_grants: what a preflight lists is kept although it lists too little for its request.
    drops_after_block: a blocked response drops the preflights that are kept for its URL.
    opaque_origins_share_preflights: a preflight of one opaque origin serves for every other;
        reuses_for_opaque_origin: for the same one.
    uncached_url_length: preflights of URLs from this length on are not kept.
    extra_safelist: request headers safelisted beyond the standard, with the pattern of their values.
    ignored_headers: names that script may set in vain.
    sums_safelisted: all safelisted values together may have 1024 bytes, else each needs the preflight.
    splits_repeated_headers: a repeated request header is judged and asked for value by value, not joined.
    high_bytes_unsafe: bytes from 0x80 make Accept and Content-Type unsafe.
    comma_unsafe_in_content_type: a comma anywhere in Content-Type makes it unsafe; empty_end_unsafe: so does a
        semicolon at its end after another one.
    drops_bad_blob_types: XMLHttpRequest sends no Content-Type for a Blob whose type is none.
    range_pattern: what counts as a simple range; range_limit: the greatest number in it.
    listener_needs_body: an upload listener forces a preflight only when there is a body.
    streams_uploads: a ReadableStream is a body, and forces a preflight; sends_streams: over HTTP/1.1 too.
    page_origin_on_redirected_preflight: a preflight after a tainting redirect carries the page's origin, not `null`.
    preflights_again: once preflighted, every later hop is, even when the redirect left nothing to ask.
    preflights_original_headers: that preflight asks for the headers that the page set, dropped or not.
    delete_becomes_get: a cross-origin redirect turns DELETE into GET.
    retries: statuses after which the same request is sent once more.
    fonts_without_cors: fonts are loaded in mode no-cors.
    opens_about_blank: about:blank answers a request in mode no-cors.
    ignores_empty_fields: empty Access-Control-Allow-Credentials lines do not count.
    errs_without_location: redirect mode error refuses a redirect status that has no Location, too.
    parses_location_first: redirect modes in which a Location that is no URL fails before the CORS check.
    keeps_expose_wildcard: `*` in Access-Control-Expose-Headers counts although a later element is no token.
    refuses_data_first: a followed redirect to a data: URL fails before the CORS check, too.
    hides_origin_by_policy: a referrer policy may turn the Origin of a request without CORS into `null`.
    follows_empty_location: a redirect with an empty Location is one.
    follows_own_userinfo: a redirect without CORS may carry user and password.
    escapes_tabs: a tab inside Location is sent as %09 where the URL Standard drops it.
    limits_keepalive: the bodies of requests with keepalive, and of sendBeacon, may have 64 KiB.
    beacon_names_page: a beacon without CORS names the origin of the document's URL even where the page's is opaque.
    skips_preflight_for_workers: no preflight is sent where a service worker has a fetch listener and does not answer.
    refuses_element_userinfo: an element in mode no-cors may not have user and password in its URL.
    allowed_bad_ports: ports of the standard's block list that are open here.
    refused_hosts: addresses to which nothing is sent.
    reads_any_max_age: a number of seconds may have any number of digits.
    preflights_userinfo: a redirect away from the page's own origin is preflighted before its user and password count.
    keeps_own_credentials: once a redirect of the page's own origin has taken a method that needs the preflight away,
        a redirect elsewhere is judged as if credentials were included.
    checks_type_first: an element's type is judged before the CORS check.
    userinfo_before_mode: redirect mode error comes after the question whether Location carries credentials.
    unknown_policy_is_one: an unknown Cross-Origin-Resource-Policy satisfies an embedder policy.
    precursor_is_site: the policy same-site lets a page with an opaque origin in that comes from the same site.
    opaque_blocked_types: types that, with nosniff, an image of another origin may not have.
    preload_needs_success: a preload fails for an error status.
    trusts_loopback: an https page may ask localhost and the like over http.
    leaves_local_network_to_permission: it may ask private literals over http, since the user is asked.
    unguarded_contexts: where code runs whose mixed content is not blocked.
    literals_not_upgraded: images and media of hosts that are written as an address stay on http: "all", "ipv4", "none".
    upgrades_before_redirect: a redirect's Location is upgraded before its origin is compared: for the "policy" of the
        page alone, for mixed content too ("all"), or not ("none").
    asks_policy_before_upgrade: the page's policy is asked about the URL before mixed content upgrades it.
    mixed_content_before_cors: a Location that is mixed content is blocked before the CORS check of the redirect.
    preflights_before_mixed: of a redirect to mixed content the preflight is sent all the same.
    upgrades_files: the images and media of file: pages are upgraded, too.
    partitions_hsts: HSTS is known of hosts of the page's own site only.
    hsts: what becomes of an http page's request to a host known by HSTS: "rewrite", "redirect" or "ignore".
    upgrades_loopback: a page's upgrade-insecure-requests covers localhost, too.
    isolates_documents: it knows Document-Isolation-Policy.
    follows_socket_redirects: a redirect of a WebSocket's handshake is followed.
    takes_unasked_protocol: a WebSocket stays open although the server names a subprotocol that no one asked for.
    guards_local_network: the user is asked before a page of the public web reaches a private address.
    asks_only_secure_pages: it asks for https pages, and about WebSockets too; http pages are kept out without a word to
        the user. It reads `targetAddressSpace` and the policy treat-as-public-address.
    names_http_2: it adds a header of its own to what came over HTTP/2, which also joins repeated headers.
    prints: it has a console.
    wildcard_covers_authorization: `*` in Allow-Headers allows Authorization, without credentials.
    """

    name: str
    label: str
    version: str
    preflight_order: tuple[str, ...]
    head: HeadHabits
    max_age_cap: int
    malformed_max_age_is_default: bool = True
    negative_max_age: str = "malformed"
    reuses_wildcards: bool = True
    reuses_wildcard_for_authorization: bool = False
    preflight_methods_to_list: frozenset[str] = frozenset()
    cache_modes_without_kept: frozenset[str] = frozenset({"no-store", "reload"})
    cache_modes_not_kept: frozenset[str] = frozenset()
    merges_preflights: bool = False
    keeps_credentials_apart: bool = False
    keeps_refused_grants: bool = False
    drops_after_block: bool = False
    opaque_origins_share_preflights: bool = False
    reuses_for_opaque_origin: bool = True
    uncached_url_length: int | None = None
    extra_safelist: tuple[tuple[str, re.Pattern[str]], ...] = ()
    ignored_headers: frozenset[str] = frozenset()
    sums_safelisted: bool = True
    splits_repeated_headers: bool = False
    high_bytes_unsafe: bool = False
    comma_unsafe_in_content_type: bool = False
    empty_end_unsafe: bool = False
    drops_bad_blob_types: bool = False
    range_pattern: re.Pattern[str] | None = None
    range_limit: int | None = None
    listener_needs_body: bool = False
    streams_uploads: bool = True
    page_origin_on_redirected_preflight: bool = False
    preflights_again: bool = False
    preflights_original_headers: bool = False
    delete_becomes_get: bool = False
    retries: frozenset[int] = frozenset({421})
    fonts_without_cors: bool = False
    opens_about_blank: bool = False
    ignores_empty_fields: bool = False
    errs_without_location: bool = False
    parses_location_first: frozenset[str] = frozenset()
    keeps_expose_wildcard: bool = False
    refuses_data_first: bool = False
    hides_origin_by_policy: bool = True
    follows_empty_location: bool = True
    follows_own_userinfo: bool = True
    escapes_tabs: bool = False
    limits_keepalive: bool = True
    beacon_names_page: bool = False
    skips_preflight_for_workers: bool = False
    refuses_element_userinfo: bool = False
    allowed_bad_ports: frozenset[int] = frozenset()
    refused_hosts: frozenset[str] = frozenset()
    reads_any_max_age: bool = False
    preflights_userinfo: bool = False
    keeps_own_credentials: bool = False
    checks_type_first: bool = False
    userinfo_before_mode: bool = False
    unknown_policy_is_one: bool = False
    precursor_is_site: bool = False
    opaque_blocked_types: frozenset[str] = frozenset()
    preload_needs_success: bool = False
    trusts_loopback: bool = True
    leaves_local_network_to_permission: bool = False
    unguarded_contexts: frozenset[str] = frozenset()
    literals_not_upgraded: str = "all"
    upgrades_before_redirect: str = "all"
    asks_policy_before_upgrade: bool = False
    mixed_content_before_cors: bool = False
    preflights_before_mixed: bool = False
    upgrades_files: bool = False
    partitions_hsts: bool = False
    hsts: str = "rewrite"
    upgrades_loopback: bool = False
    isolates_documents: bool = False
    follows_socket_redirects: bool = False
    takes_unasked_protocol: bool = False
    guards_local_network: bool = False
    asks_only_secure_pages: bool = False
    names_http_2: bool = False
    prints: bool = True
    wildcard_covers_authorization: bool = False

    def is_safelisted(self, name: str, value: str) -> bool:
        """Whether a request header needs no preflight here; `name` in lower case."""
        value = standard.normalize_value(value)
        if name == "range" and not self._fits(value):
            return False
        if name == "range" and self.range_pattern is not None:
            return len(value) <= 128 and _is_simple_range(self.range_pattern, value)
        if standard.is_cors_safelisted_request_header(name, value):
            if self.high_bytes_unsafe and name in ("accept", "content-type") and not value.isascii():
                return False
            return name != "content-type" or self._is_plain(value)
        return any(name == extra and pattern.fullmatch(value) for extra, pattern in self.extra_safelist)

    def _is_plain(self, content_type: str) -> bool:
        if self.comma_unsafe_in_content_type and "," in content_type:
            return False
        return not (self.empty_end_unsafe and content_type.endswith(";") and content_type.count(";") > 1)

    def _fits(self, value: str) -> bool:
        limit = self.range_limit
        return limit is None or all(int(digits) <= limit for digits in re.findall(r"[0-9]+", value[:129]))


def _is_simple_range(pattern: re.Pattern[str], value: str) -> bool:
    match = pattern.fullmatch(value)
    return match is not None and (not match[2] or int(match[1]) <= int(match[2]))


DATA_TYPES = frozenset({"text/html", "text/json", "application/json", "text/xml", "application/xml"})
_ANY = re.compile(r"[\s\S]{0,128}")

CHROMIUM = Browser(
    name="chromium",
    label="Chromium",
    version="156",
    preflight_order=(REDIRECT, CORS_CHECK, STATUS, METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS),
    head=HeadHabits(
        re.compile(r"HTTP(?:/[^ \t]*)?[ \t]*(?P<status>[0-9]*)(?P<reason>.*)|ICY\b.*", re.IGNORECASE),
        before=re.compile(r"[\s\S]{0,4}?(?=HTTP)", re.IGNORECASE),
        trims_name=True,
        lone_cr_ends_line=True,
        awaits_more_after_101=True,
        refuses_two=("content-length", "content-disposition", "location"),
        chunks_hide_lengths=True,
        bare_at_default_port=True,
    ),
    max_age_cap=7200,
    negative_max_age="zero",
    hsts="redirect",
    leaves_local_network_to_permission=True,
    unguarded_contexts=frozenset({"shared-worker"}),
    guards_local_network=True,
    asks_only_secure_pages=True,
    isolates_documents=True,
    cache_modes_without_kept=frozenset({"no-store", "reload", "no-cache"}),
    cache_modes_not_kept=frozenset({"no-store"}),
    reuses_for_opaque_origin=False,
    uncached_url_length=1024,
    extra_safelist=(
        ("device-memory", _ANY),
        ("dpr", _ANY),
        ("width", _ANY),
        ("viewport-width", _ANY),
        ("rtt", _ANY),
        ("downlink", _ANY),
        ("ect", _ANY),
        ("save-data", re.compile("on")),
    ),
    ignored_headers=frozenset({"user-agent"}),
    drops_bad_blob_types=True,
    range_limit=2**63 - 2,
    listener_needs_body=True,
    retries=frozenset({408, 421}),
    parses_location_first=frozenset({"follow", "error", "manual"}),
    userinfo_before_mode=True,
    hides_origin_by_policy=False,
    follows_empty_location=False,
    follows_own_userinfo=False,
    refuses_element_userinfo=True,
    allowed_bad_ports=frozenset({4190, 6679}),
    precursor_is_site=True,
    opaque_blocked_types=DATA_TYPES | {"text/plain"},
    wildcard_covers_authorization=True,
)

FIREFOX = Browser(
    name="firefox",
    label="Firefox",
    version="153",
    preflight_order=(CORS_CHECK, REDIRECT, STATUS, METHODS_SYNTAX, METHOD, HEADERS_SYNTAX, HEADERS),
    head=HeadHabits(
        re.compile(r"(?:HTTP/[0-9]+\.[0-9]+|ICY)[ \t]+(?P<status>[0-9]{1,3})(?![0-9])(?P<reason>.*)"),
        # Within the first 11 bytes: junk and "HTTP/1.", or white space and the others.
        before=re.compile(r"[\s\S]{0,4}?(?=HTTP/1\.)|\s{0,5}?(?=HTTP/[23]|ICY )"),
        no_status="body",
        refuses_two=("content-length", "content-disposition", "location"),
        drops_nul_names=True,
        spoilt_by_chunks=True,
    ),
    max_age_cap=86400,
    malformed_max_age_is_default=False,
    merges_preflights=True,
    keeps_credentials_apart=True,
    drops_after_block=True,
    opaque_origins_share_preflights=True,
    reuses_wildcards=False,
    preflight_methods_to_list=frozenset({"HEAD"}),
    sums_safelisted=False,
    splits_repeated_headers=True,
    high_bytes_unsafe=True,
    comma_unsafe_in_content_type=True,
    empty_end_unsafe=True,
    range_limit=2**64 - 1,
    streams_uploads=False,
    parses_location_first=frozenset({"follow"}),
    keeps_expose_wildcard=True,
    escapes_tabs=True,
    refused_hosts=frozenset({"0.0.0.0", "[::]"}),  # noqa: S104 - nothing is bound to it
    reads_any_max_age=True,
    refuses_data_first=True,
    page_origin_on_redirected_preflight=True,
    preflights_again=True,
    opens_about_blank=True,
    checks_type_first=True,
    unknown_policy_is_one=True,
    opaque_blocked_types=DATA_TYPES,
    preload_needs_success=True,
    takes_unasked_protocol=True,
    ignores_empty_fields=True,
    wildcard_covers_authorization=True,
    limits_keepalive=False,
    literals_not_upgraded="none",
    upgrades_before_redirect="none",
    asks_policy_before_upgrade=True,
    mixed_content_before_cors=True,
    upgrades_files=True,
    partitions_hsts=True,
    guards_local_network=True,
    names_http_2=True,
)

WEBKIT = Browser(
    name="webkit",
    label="Safari",
    version="2.50",
    preflight_order=(REDIRECT, STATUS, CORS_CHECK, METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS),
    head=HeadHabits(
        re.compile(r"(?:HTTP/1\.[0-9]+|ICY)[ \t]+(?P<status>[0-9]{3})(?![0-9])(?P<reason>.*)"),
        needs_blank_line=True,
        checks_framing=True,
        awaits_more_after_101=True,
    ),
    max_age_cap=600,
    negative_max_age="zero",
    reuses_wildcard_for_authorization=True,
    cache_modes_without_kept=frozenset(),
    keeps_refused_grants=True,
    hsts="ignore",
    trusts_loopback=False,
    literals_not_upgraded="ipv4",
    upgrades_before_redirect="policy",
    preflights_before_mixed=True,
    upgrades_loopback=True,
    sums_safelisted=False,
    range_pattern=re.compile(r"bytes=\+?([0-9]+)-\+?([0-9]*)", re.IGNORECASE),
    range_limit=2**64 - 1,
    drops_bad_blob_types=True,
    preflights_again=True,
    preflights_original_headers=True,
    delete_becomes_get=True,
    fonts_without_cors=True,
    refused_hosts=frozenset({"0.0.0.0"}),  # noqa: S104 - nothing is bound to it
    preflights_userinfo=True,
    keeps_own_credentials=True,
    follows_socket_redirects=True,
    skips_preflight_for_workers=True,
    beacon_names_page=True,
    wildcard_covers_authorization=True,
)

BROWSERS: dict[str, Browser] = {browser.name: browser for browser in (CHROMIUM, FIREFOX, WEBKIT)}

# The standard as written, for the property test against a transcription of it.
STANDARD = Browser(
    name="standard",
    label="Fetch Standard",
    prints=False,
    errs_without_location=True,
    version="",
    preflight_order=(REDIRECT, CORS_CHECK, STATUS, METHODS_SYNTAX, HEADERS_SYNTAX, METHOD, HEADERS),
    head=HeadHabits(re.compile(r"HTTP/[0-9]\.[0-9] (?P<status>[0-9]{3})(?: (?P<reason>.*))?\Z")),
    max_age_cap=2**31 - 1,
)
