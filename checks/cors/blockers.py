"""URLs that blockers of advertising and tracking usually stop, by the words that their lists look for."""

from __future__ import annotations

import re

from checks.cors import urls

# What Chromium says of a request that an extension or a policy of its administrator stopped.
STOPPED = frozenset({"ERR_BLOCKED_BY_CLIENT", "ERR_BLOCKED_BY_ADMINISTRATOR"})
_HOST = re.compile(
    r"(?:[\w-]+\.){0,6}(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|googlesyndication\.com|hotjar\.com"
    r"|mixpanel\.com|segment\.(?:io|com)|amplitude\.com|clarity\.ms|fullstory\.com|facebook\.net|sentry\.io|bugsnag\.com"
    r"|nr-data\.net|browser-intake-datadoghq\.(?:com|eu)|plausible\.io|posthog\.com|matomo\.cloud|logrocket\.(?:io|com))"
    r"|(?:ads?|adservers?|analytics|apm|beacons?|counter|events|matomo|metrics|pixel|plausible|posthog|rum|sentry|stats"
    r"|telemetry|track(?:er|ing)?|umami)\d{0,2}\..+"
)
_PATH = re.compile(
    r"/(?:(?:[jg]/)?collect|gtag/js|analytics(?:\.js)?|matomo\.(?:php|js)|piwik\.(?:php|js)|pixel|beacon|telemetry"
    r"|track(?:ing)?|(?:v2/)?rum/events|envelope|ads?|adserver)(?=[/.?]|\Z)"
)
_QUERY = re.compile(r"[?&]sentry_key=")


def word_in(address: str) -> str:
    """The part of a URL that lists of blockers look for; empty where there is none."""
    url = urls.parse(address)
    if url is None or not url.is_http:
        return ""
    if _HOST.fullmatch(url.hostname):
        return url.hostname
    rest, mark, query = url.href.partition("://")[2].partition("/")[2].partition("?")
    found = _PATH.search(f"/{rest}") or _QUERY.search(mark + query)
    return found[0].lstrip("/?&") if found is not None else ""
