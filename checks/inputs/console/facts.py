"""What the lines about one request say together, and what can be seen of its URL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors.address_space import of_host, of_page
from checks.cors.app_pages import is_extension
from checks.cors.logins import begins_login
from checks.cors.urls import ParsedUrl, parse

_LOGIN_HOST = re.compile(
    r"(?:.*\.)?(?:login|signin|sso|idp|auth|accounts|adfs|oauth|identity|id)\.|.*(?:okta\.com|auth0\.com|onelogin\.com"
    r"|b2clogin\.com|amazoncognito\.com|microsoftonline\.com|cloudflareaccess\.com)\Z",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:log[-_]?in|logon|sign[-_]?in|sso|saml2?|oauth2?|oidc|openid|openid-connect|authorize|authorization|adfs|cas"
    r"|authenticate|session/new)(?=[/.?]|\Z)|/cdn-cgi/access/",
    re.IGNORECASE,
)
_DEV_SERVER = re.compile(
    r"/@vite/|/@fs/|/@id/|/@react-refresh|/node_modules/\.vite/|/src/\S{0,300}\.(?:tsx?|jsx|vue|svelte)\b|\.(?:tsx?"
    r"|jsx|vue|svelte)\Z"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one request; `status` is that of the response that failed, `preflight` says that this response
    answered a preflight, `redirected` that the request was sent on, `script` is the file of the call, and `extension`
    says that it is one of a browser extension."""

    browser: str = ""
    url: str = ""
    first_url: str = ""
    next_url: str = ""
    origin: str = ""
    initiator: str = ""
    method: str = ""
    header: str = ""
    value: str | None = None
    mime: str = ""
    scheme: str = ""
    status: int | None = None
    preflight: bool = False
    net_error: str = ""
    directive: str = ""
    script: str = ""
    extension: bool = False

    @property
    def redirected(self) -> bool:
        return bool(self.first_url or self.next_url)

    @property
    def target(self) -> ParsedUrl | None:
        return parse(self.next_url or self.url)

    @property
    def at(self) -> str:
        """The URL without its query, for a sentence."""
        return without_query(self.url)

    @property
    def leads_to_login(self) -> bool:
        """Whether the request ended, or was sent on, at what looks like a login."""
        return any(map(is_login, filter(None, (self.url, self.next_url))))

    @property
    def is_dev_server(self) -> bool:
        parsed = parse(self.url)
        return parsed is not None and (_DEV_SERVER.search(path(parsed)) is not None)

    @property
    def is_of_extension(self) -> bool:
        """Whether a browser extension makes the request, as a page of its own or as a script in another's."""
        return self.extension or is_extension(self.origin)

    @property
    def target_space(self) -> str:
        parsed = self.target
        return (of_host(parsed.hostname) or "") if parsed and parsed.hostname else ""

    @property
    def page_space(self) -> str:
        return of_page(self.origin) or ""


def path(url: ParsedUrl) -> str:
    return "/" + url.href.partition("://")[2].partition("/")[2].partition("?")[0]


def is_login(url: str) -> bool:
    """Whether a URL's words are those of a login."""
    parsed = parse(url)
    if parsed is None:
        return False
    return bool(_LOGIN_HOST.match(parsed.hostname) or _LOGIN_PATH.search(path(parsed)) or begins_login(url))


def without_query(url: str) -> str:
    """A URL as far as a sentence may repeat it: without user, query and fragment."""
    parsed = parse(url)
    if parsed is None or not parsed.is_http:
        return re.split(r"[?#]", url, maxsplit=1)[0][:200]
    return (parsed.origin + path(parsed))[:200]
