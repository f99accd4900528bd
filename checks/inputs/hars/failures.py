"""Why a recorded request got no answer, as the browser or the proxy says that recorded it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.cors.model import Failure

_CODE = re.compile(r"\bERR_[A-Z0-9_]{1,60}(?:\.[A-Za-z]{1,40})?")
# Chromium's codes by how they begin, in the order of trying.
_BY_BEGINNING = (
    (("ERR_NAME_", "ERR_DNS_", "ERR_ICANN_"), "dns_error"),
    (("ERR_CERT_", "ERR_SSL_", "ERR_BAD_SSL_", "ERR_TLS", "ERR_ECH_"), "tls_error"),
    (("ERR_CONNECTION_", "ERR_ADDRESS_", "ERR_INTERNET_", "ERR_NETWORK_", "ERR_PROXY_", "ERR_TUNNEL_", "ERR_SOCKS_",
      "ERR_SOCKET_", "ERR_TIMED_OUT", "ERR_EMPTY_RESPONSE", "ERR_HOST_"), "connect_error"),
    (("ERR_INVALID_HTTP_RESPONSE", "ERR_RESPONSE_HEADERS_", "ERR_HTTP2_", "ERR_SPDY_", "ERR_QUIC_",
      "ERR_INVALID_CHUNKED", "ERR_CONTENT_"), "bad_response"),
    (("ERR_TOO_MANY_REDIRECTS",), "too_many_redirects"),
)  # fmt: skip
# What Firefox, WebKit, proxies and programs say where Chromium has a code.
_ELSEWHERE = (
    (
        re.compile(r"NS_ERROR_UNKNOWN_HOST|could not be found|resolve host|ENOTFOUND|getaddrinfo", re.IGNORECASE),
        "ERR_NAME_NOT_RESOLVED",
    ),
    (
        re.compile(
            r"NS_ERROR_CONNECTION_REFUSED|connect to (?:the )?server|ECONNREFUSED|connection refused", re.IGNORECASE
        ),
        "ERR_CONNECTION_REFUSED",
    ),
    (re.compile(r"NS_ERROR_NET_RESET|ECONNRESET|reset by peer", re.IGNORECASE), "ERR_CONNECTION_RESET"),
    (re.compile(r"connect call failed", re.IGNORECASE), "ERR_CONNECTION_FAILED"),
    (re.compile(r"NS_ERROR_NET_INTERRUPT|terminated unexpectedly", re.IGNORECASE), "ERR_EMPTY_RESPONSE"),
    (re.compile(r"NS_ERROR_NET_TIMEOUT|timed out", re.IGNORECASE), "ERR_CONNECTION_TIMED_OUT"),
    (re.compile(r"SEC_ERROR_|certificate", re.IGNORECASE), "ERR_CERT_AUTHORITY_INVALID"),
    (re.compile(r"SSL_ERROR_|TLS handshake", re.IGNORECASE), "ERR_SSL_PROTOCOL_ERROR"),
    (re.compile(r"NS_ERROR_REDIRECT_LOOP|too many redirect", re.IGNORECASE), "ERR_TOO_MANY_REDIRECTS"),
    (re.compile(r"NS_BINDING_ABORTED|cancell?ed|aborted", re.IGNORECASE), "ERR_ABORTED"),
    (re.compile(r"NS_ERROR_DOM_BAD_URI|Access-Control-|access control", re.IGNORECASE), "ERR_FAILED"),
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ended: `code` is the browser's, empty where it tells none; `failure` why there was no answer."""

    code: str
    failure: Failure

    @property
    def is_the_pages(self) -> bool:
        """Whether the page itself gave the request up."""
        return self.code == "ERR_ABORTED"

    @property
    def is_refusal(self) -> bool:
        """Whether the browser ended it by the code that stands for CORS, among other things."""
        return self.code == "ERR_FAILED"

    @property
    def is_blocked_elsewhere(self) -> bool:
        """Whether something in the browser stopped it that is not CORS."""
        return self.code.startswith("ERR_BLOCKED_BY_")


def ending(error: str) -> Ending:
    """The end of a request without an answer, from the words of the recorder."""
    code = code_of(error)
    kind = next((kind for beginnings, kind in _BY_BEGINNING if code.startswith(beginnings)), "not_recorded")
    detail = f"The browser says why, in Chromium's words net::{code}." if code else ""
    return Ending(code, Failure(kind, detail, code))


def code_of(error: str) -> str:
    """Chromium's code for an error, whichever browser told it; empty where none is known."""
    named = _CODE.search(error[:400])
    if named is not None:
        return named[0]
    return next((code for pattern, code in _ELSEWHERE if pattern.search(error[:400])), "")
