"""The words that a check's fields choose from, and what an element cannot choose."""

from __future__ import annotations

import re

from checks.cors.initiators import INITIATORS as _MADE_BY
from checks.cors.model import Headers
from checks.cors.urls import is_socket
from checks.refusal import Refusal

CREDENTIALS = ("omit", "same-origin", "include")
MODES = ("cors", "no-cors", "same-origin")
REDIRECTS = ("follow", "error", "manual")
INITIATORS = tuple(_MADE_BY)
SCRIPTED = tuple(name for name, made_by in _MADE_BY.items() if made_by.scripted)
SOCKET = "websocket"
ELEMENTS = tuple(name for name in INITIATORS if name not in (*SCRIPTED, SOCKET))
BODY_KINDS = ("urlsearchparams", "formdata", "blob", "arraybuffer", "stream")
CACHES = ("default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached")
EMBEDDER_POLICIES = ("require-corp", "credentialless")
ISOLATION_POLICIES = ("isolate-and-require-corp", "isolate-and-credentialless")
ADDRESS_SPACES = ("public", "local", "loopback")
LOCAL_NETWORK_ACCESS = ("prompt", "granted", "denied")
CONTEXTS = (
    "document",
    "worker",
    "shared-worker",
    "service-worker",
    "data-worker",
    "sandboxed-frame",
    "srcdoc-frame",
    "data-url",
    "extension-page",
    "content-script",
    "electron",
    "web-view",
)
PRELOADED_AS = ("fetch", "script", "style", "image", "font", "audio", "video", "track", "document", "json", "worker")
REFERRER_POLICIES = (
    "",
    "no-referrer",
    "no-referrer-when-downgrade",
    "same-origin",
    "origin",
    "strict-origin",
    "origin-when-cross-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
)
MAX_BODY = 8 * 1024
MAX_POLICY = 4096
# With the header's name, line ends and indentation, which do not count.
MAX_POLICY_TEXT = 2 * MAX_POLICY
_POLICY_NAME = re.compile(r"\Acontent-security-policy(?:-report-only)?\s*+:", re.IGNORECASE)


def body(text: str | None) -> str | None:
    """A request body, which is sent only with a confirmed request."""
    if text is not None and len(text.encode("utf-8", "replace")) > MAX_BODY:
        sentence = f"The body is over {MAX_BODY // 1024} kB. A shorter one gives the same verdict."
        raise Refusal("invalid_field", sentence, "body")
    return text


def body_type(text: str | None) -> str | None:
    """The type of a Blob, as the page's code gave it."""
    return _short_text(text, "Write a media type in ASCII, such as application/json.", "body_type")


def integrity_policy(text: str | None) -> str | None:
    """The page's Integrity-Policy, as its server sends it."""
    return _short_text(text, "Write the policy in ASCII, such as blocked-destinations=(script).", "integrity_policy")


def _short_text(text: str | None, sentence: str, field: str) -> str | None:
    if text is not None and (len(text) > 256 or not text.isascii() or not text.isprintable()):
        raise Refusal("invalid_field", sentence, field)
    return text


def body_bytes(size: int | None) -> int | None:
    """The size of a body that is not given itself."""
    if size is not None and not 0 <= size < 2**53:
        raise Refusal("invalid_field", "Write the number of bytes as a whole number from 0.", "body_bytes")
    return size


def hsts_hosts(text: str | None) -> str | None:
    """Names of hosts, with commas between them."""
    if text is not None and not re.fullmatch(r"[0-9A-Za-z.,_ -]{0,1024}", text):
        raise Refusal("invalid_field", "Write host names with commas between them.", "hsts_hosts")
    return text or None


def report_only_policy(text: str | None) -> str | None:
    """As `content_security_policy`, of the header that only reports."""
    return content_security_policy(text, "content_security_policy_report_only")


def content_security_policy(text: str | None, field: str = "content_security_policy") -> str | None:
    """The page's Content-Security-Policy, without the header's name; several policies one a line."""
    if text is None:
        return None
    stripped = (_POLICY_NAME.sub("", line.strip()).strip() for line in _lines(text[: MAX_POLICY_TEXT + 1]))
    policy = "\n".join(line for line in stripped if line)
    too_long = len(text) > MAX_POLICY_TEXT or len(policy) > MAX_POLICY
    if too_long or not re.fullmatch(r"[\n\t\x20-\x7e]*", policy):
        sentence = f"Write the policy as the server sends it, in ASCII and at most {MAX_POLICY:,} characters."
        raise Refusal("invalid_field", sentence, field)
    return policy or None


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def made_by(initiator: str, url: str) -> str:
    """What makes the request: to a ws or wss URL fetch() makes none, so that a WebSocket is meant."""
    return SOCKET if initiator == SCRIPTED[0] and is_socket(url.strip()) else initiator


def possible(initiator: str, method: str, headers: Headers) -> None:
    """Refuse what an element cannot do: it chooses neither its method nor its headers."""
    if initiator in SCRIPTED:
        return
    if method != "GET":
        sentence = f"A browser always uses GET for {initiator}; only fetch() and XMLHttpRequest can choose a method."
        raise Refusal("invalid_method", sentence, "method")
    if headers:
        sentence = f"A page cannot set headers for {initiator}; only for fetch() and XMLHttpRequest."
        raise Refusal("invalid_header", sentence, "headers")
