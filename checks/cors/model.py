"""The values that pass between page, browser and server: all frozen, all plain.

Terms are those of the Fetch Standard (https://fetch.spec.whatwg.org/). Header lists keep wire order, case and
duplicates; their bytes are carried as Latin-1 text, so that every byte has one character.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from checks.cors.initiators import INITIATORS, PRELOADS, Initiator

Headers = tuple[tuple[str, str], ...]
Purpose = Literal["preflight", "main", "redirect", "redirect-preflight", "probe"]
OutcomeName = Literal["allowed", "blocked", "opaque", "refused", "unreachable", "unknown"]
Verdict = Literal["allowed", "blocked", "differs", "preflight-only", "unreachable", "inconclusive"]
Safety = Literal["safe", "caution", "dangerous", "unknown"]

BROWSER_NAMES = ("chromium", "firefox", "webkit")


def get_header(headers: Headers, name: str) -> str | None:
    """The combined value of a header (https://fetch.spec.whatwg.org/#concept-header-list-get), or None.

    `name` is given in lower case.
    """
    return _combined(headers).get(name)


def _combined(headers: Headers) -> dict[str, str]:
    found: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    for key, value in headers:
        name = key.lower()
        if name in found:
            repeated.setdefault(name, [found[name]]).append(value)
        else:
            found[name] = value
    for name, values in repeated.items():
        found[name] = ", ".join(values)
    return found


@dataclass(frozen=True, slots=True)
class Request:
    """What a page asks its browser for: the request of the JSON contract, as the user understands it.

    `url` and `headers` are as the page's code wrote them; `origin` is a serialised origin or "null".
    `page_url` is the document's, where it is known: its origin is `origin` unless that is opaque; `context` is where
    the code runs. `content_security_policy` is the page's header, several joined by commas or line breaks. `hsts` says
    that this browser knows the URL's host by Strict-Transport-Security, and `hsts_hosts` names further ones, with
    commas. `address_space` is where the page's address is, `target_address_space` where the URL's is: "public", "local"
    or "loopback", where that is known and not only suggested by the URL; `fetch_target_address_space` is what the code
    says in `targetAddressSpace`, and `target_address_space_direct` that it says so to fetch() itself: what stands in a
    Request object is forgotten. `local_network_access` is what the user said to the browser's question, "prompt" where
    nothing yet; where it is None, the request is judged as if it were "granted". `allows_local_network`: the frame's
    `allow` attribute lets it ask. `integrity`: the code sets a hash, and `integrity_mismatch` that the response has
    another. `body_bytes` is the size of a body that is not known itself. `service_worker` is what the page's service
    worker does with the request: "none" is a fetch listener that does not answer, "pass" fetches the request, "url" its
    URL, "opaque" and "cors" the URL in such a mode, with "cache-" by way of its cache; the others answer without asking
    the server. `host_permissions`: an extension's own page asks, and its manifest names the host. `preload_as` is what
    a preload is for.
    """

    url: str
    origin: str
    method: str = "GET"
    headers: Headers = ()
    credentials: str = "same-origin"
    mode: str = "cors"
    redirect: str = "follow"
    initiator: str = "fetch"
    body: str | None = None
    body_kind: str | None = None
    body_type: str | None = None
    upload_listener: bool = False
    cache: str = "default"
    keepalive: bool = False
    referrer_policy: str | None = None
    embedder_policy: str | None = None
    document_isolation_policy: str | None = None
    integrity_policy: str | None = None
    content_security_policy: str | None = None
    content_security_policy_report_only: str | None = None
    hsts: bool = False
    hsts_hosts: str | None = None
    page_url: str | None = None
    context: str = "document"
    address_space: str | None = None
    target_address_space: str | None = None
    fetch_target_address_space: str | None = None
    target_address_space_direct: bool = False
    local_network_access: str | None = None
    allows_local_network: bool = False
    integrity: bool = False
    integrity_mismatch: bool = False
    body_bytes: int | None = None
    service_worker: str | None = None
    host_permissions: bool = False
    preload_as: str | None = None

    @property
    def page(self) -> str:
        """The page's URL, as far as it is known."""
        return self.page_url or f"{self.origin}/"

    @property
    def made_by(self) -> Initiator:
        """What makes it, with its habits."""
        made_by = INITIATORS[self.initiator]
        return PRELOADS.get((self.initiator, self.preload_as), made_by) if self.preload_as else made_by

    @property
    def is_websocket(self) -> bool:
        """Whether a WebSocket is opened, to which CORS does not apply; mode and credentials then play no part."""
        return self.initiator == "websocket"


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request that a browser puts on the wire.

    `headers` are exactly those to send, in order and case, without Host and those of the connection. `url` carries
    no fragment. Two browsers that would send the same bytes yield equal values, whatever each calls its purpose.
    """

    method: str
    url: str
    headers: Headers
    purpose: Purpose = field(compare=False)
    body: bytes | None = None
    _by_name: dict[str, str] | None = field(init=False, default=None, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash((self.method, self.url))

    @property
    def is_preflight(self) -> bool:
        if self.purpose == "probe":
            return self.method == "OPTIONS" and self.get("access-control-request-method") is not None
        return self.purpose in ("preflight", "redirect-preflight")

    def get(self, name: str) -> str | None:
        """As `get_header`."""
        if self._by_name is None:
            object.__setattr__(self, "_by_name", _combined(self.headers))
        return (self._by_name or {}).get(name)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """The head of an answer, read: status, header list and reason phrase (None where it was not recorded).

    `phrase` names what the body of an error answer is known to say (`checks.cors.phrases`); the body itself is kept
    nowhere. `http_version` is "1.1", "2", or "0.9" for bytes without a head; `incomplete` says that its body broke off,
    and `body_error` is Chromium's name of what is wrong with a body that is known (`checks.cors.broken_body`).
    """

    status: int
    headers: Headers = ()
    reason: str | None = None
    phrase: str = ""
    http_version: str = "1.1"
    incomplete: bool = False
    body_error: str = ""
    _by_name: dict[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", _combined(self.headers))

    def get(self, name: str) -> str | None:
        """As `get_header`."""
        return self._by_name.get(name)

    def get_all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]


@dataclass(frozen=True, slots=True)
class RawResponse:
    """The head of an answer as bytes, from the first byte to the blank line (or to where it ended).

    Each browser reads it in its own way: `checks.cors.http_head.read`. `phrase` and `incomplete` are as in
    `HttpResponse`.
    """

    head: bytes
    phrase: str = ""
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """No HTTP answer: `code` is one of the contract's (`dns_error`, `tls_error` …), `detail` one plain sentence.

    `net_error` names what the failure is to a browser where the code alone does not say it, as Chromium's error name:
    `ERR_CERT_DATE_INVALID`, `ERR_CONNECTION_RESET`. `went_on` says of a preflight that is not recorded that its
    request is, so that the browser was satisfied. `silent_s` says of a timeout that the request had been sent over an
    open connection, and for how many seconds nothing came then.
    """

    code: str
    detail: str = ""
    net_error: str = ""
    went_on: bool = False
    silent_s: float | None = None


Answer = HttpResponse | RawResponse | Failure


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its answer; `elapsed_ms` is None where nothing was timed, `probe` names a diagnostic request."""

    request: HttpRequest
    answer: Answer
    elapsed_ms: int | None = None
    probe: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule points at: a header of an exchange, or a field of the request, with the bytes that matter.

    `exchange` is an index into the exchanges of the same outcome or report. `span` marks characters of `value`, and
    `args` fill the rule's sentence about them; prose itself lives in the rule, never in a stored fact.
    """

    exchange: int | None = None
    header: str | None = None
    value: str | None = None
    field: str | None = None
    span: tuple[int, int] | None = None
    args: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired, its evidence, and the browsers that it concerns (all three unless said).

    `severity` is given where it is not the rule's: what blocks elsewhere and was only seen beside the request; and
    `confidence` where this evidence makes it another than the rule's.
    """

    rule: str
    evidence: tuple[Evidence, ...] = ()
    browsers: tuple[str, ...] = BROWSER_NAMES
    severity: str | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one browser does: `rule` is the id of the rule that blocked or refused, None when none did."""

    browser: str
    outcome: OutcomeName
    rule: str | None = None
    evidence: tuple[Evidence, ...] = ()
    console: tuple[str, ...] = ()
    exposed_headers: tuple[str, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    status: int | None = None
