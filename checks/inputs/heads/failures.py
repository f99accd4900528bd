"""What tools print in place of an answer: no name, no connection, no TLS, no time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.cors.model import Failure
from checks.inputs.heads.lines import Line
from checks.inputs.heads.section import Section

_CURL = re.compile(r"curl: \((?P<number>\d{1,2})\)[ \t]*+(?P<words>.*)$")
# https://curl.se/libcurl/c/libcurl-errors.html
_BY_NUMBER = {
    **dict.fromkeys((5, 6), "dns_error"),
    **dict.fromkeys((7, 45, 55, 56, 97), "connect_error"),
    **dict.fromkeys((35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98), "tls_error"),
    28: "timeout",
    47: "too_many_redirects",
    **dict.fromkeys((1, 8, 16, 18, 52, 61, 92, 95), "bad_response"),
}
_TOOLS = re.compile(
    r"(?:wget: |http: error: |https: error: |xh: error: |Invoke-(?:WebRequest|RestMethod)[ \t]?: "
    r"|(?:Error: )?(?:connect|read|getaddrinfo) E|Error: (?:self[- ]signed|unable to verify|certificate)"
    r"|(?:requests|urllib3|httpx|httpcore)\.(?:exceptions\.)?\w{1,40}(?:Error|Timeout)\b"
    r"|ERROR: (?:cannot verify|certificate|The certificate)|(?:Connecting|Resolving) .*failed: )"
)
_BY_WORDS = tuple(
    (re.compile(words, re.IGNORECASE), code, f"ERR_{error}")
    for words, code, error in (
        (r"expired", "tls_error", "CERT_DATE_INVALID"),
        (
            r"self[- ]signed|local issuer|unable to verify|unknown ca|trust relationship",
            "tls_error",
            "CERT_AUTHORITY_INVALID",
        ),
        (r"subject name matches|common name|hostname mismatch|doesn.t match", "tls_error", "CERT_COMMON_NAME_INVALID"),
        (r"\bSSL|\bTLS|certificate", "tls_error", "SSL_PROTOCOL_ERROR"),
        (r"resolve|ENOTFOUND|EAI_AGAIN|Name or service not known|No such host", "dns_error", "NAME_NOT_RESOLVED"),
        (r"timed? ?out|timeout|ETIMEDOUT", "timeout", "TIMED_OUT"),
        (
            r"refused|(?:Failed|unable) to connect|Couldn.t connect|establish a new connection",
            "connect_error",
            "CONNECTION_REFUSED",
        ),
        (r"reset|aborted|hang up", "connect_error", "CONNECTION_RESET"),
        (r"No route|unreachable", "connect_error", "ADDRESS_UNREACHABLE"),
        (r"empty reply|without response", "bad_response", "EMPTY_RESPONSE"),
    )
)
_SENTENCES = {
    "dns_error": "The tool could not resolve the host's name.",
    "connect_error": "The tool could not connect, or lost its connection.",
    "tls_error": "TLS failed, or the tool did not trust the server's certificate.",
    "timeout": "The tool timed out waiting for a response.",
    "too_many_redirects": "The tool was redirected too many times.",
    "bad_response": "The tool got no response it could read.",
}
# What is said of a timeout only where the connection stood and the request was sent: curl's words, urllib3's.
_SILENCE = re.compile(
    r"Operation timed out after (?P<milliseconds>\d{1,9}) milliseconds with 0 "
    r"|\(read timeout=(?P<seconds>\d{1,6}(?:\.\d{1,3})?)\)"
)
_LONGEST = 400
_OF_URL = re.compile(r"request to URL: (https?://\S+)")
_REFUSED_BY_STATUS = re.compile(r"The requested URL returned error: (\d{3})")


def failure(lines: Sequence[Line], at: int) -> Section | None:
    """The failure that a tool tells of on this line."""
    text = lines[at].text[:_LONGEST]
    told = _CURL.match(text)
    if told is not None:
        refused = _REFUSED_BY_STATUS.match(told["words"])
        if refused is not None:
            return Section("lost", [lines[at].number], at + 1, status=int(refused[1]), source="curl")
        code, error = _by_words(told["words"])
        code = _BY_NUMBER.get(int(told["number"]), code)
        error = error if code == _code_of(error) else ""
    elif _TOOLS.match(text):
        code, error = _by_words(text)
    else:
        return None
    if not code:
        return None
    found = Failure(code, _SENTENCES[code], error, silent_s=_silence(text) if code == "timeout" else None)
    url = _OF_URL.search(text)
    return Section("failure", [lines[at].number], at + 1, failure=found, url=url[1] if url else "")


def _by_words(text: str) -> tuple[str, str]:
    return next(((code, error) for pattern, code, error in _BY_WORDS if pattern.search(text)), ("", ""))


def _silence(text: str) -> float | None:
    """For how many seconds the tool waited for the first byte of an answer; None where it may not have come so far."""
    told = _SILENCE.search(text)
    if told is None:
        return None
    return int(told["milliseconds"]) / 1000 if told["milliseconds"] else float(told["seconds"])


def _code_of(error: str) -> str:
    return next((code for _, code, name in _BY_WORDS if name == error), "")
