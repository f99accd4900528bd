"""Firefox's console lines about CORS in other languages than English, read without a dictionary.

Translators leave the names of headers, the values in quotation marks and the status as they are, and these tell the
reasons apart. So every language is read, and this cannot fall behind the translations. Other browsers print English.
"""

from __future__ import annotations

import re

import re2

from checks.cors.fetch_standard import is_token

# What stands for a reason without any such mark; `console_rules.REMARKS` says what to do.
UNKNOWN_REASON = "in a language that is not read here"
_OPEN, _CLOSE = "‘'\"“”„‚«‹「『", "’'\"“”‘»›」』"
# By an engine that never goes back: a line may be long and hostile.
_LINE = re2.compile(
    rf"(?s)[^:：]*[:：].*?(?P<url>[a-z][a-z0-9+.\-]{{0,20}}://[^\s\x{{a0}}{_OPEN}{_CLOSE}<>()（）。，、]+)"
    r"[^:：]*[:：](?P<reason>.*)"
)
_HEADER = re.compile(r"Access-Control-Allow-(?:Origin|Credentials|Methods|Headers)")
_QUOTED = re.compile(rf"[{_OPEN}][\s\u00a0\u202f]?([^{_OPEN}{_CLOSE}]+?)[\s\u00a0\u202f]?[{_CLOSE}]")
_STATUS = re.compile(r"[:：]\s?(\d{3}|\(null\))[.。]")


def english(text: str) -> tuple[str, str] | None:
    """The URL and the reason as an English Firefox prints it; None for a text that is no such line."""
    match = _LINE.match(text)
    if match is None or not re.search(r"CORS|Access-Control-Allow-", match["reason"]):
        return None
    return match["url"].rstrip(".,;:"), _reason(match["reason"])


def _reason(text: str) -> str:
    header = _HEADER.search(text)
    status = _STATUS.search(text)
    code = f". Status code: {status[1]}" if status else ""
    quoted = [value for value in _QUOTED.findall(text) if not _HEADER.fullmatch(value)]
    value = quoted[0] if quoted else ""
    match header[0] if header else "":
        case "":
            return _of_request(text, value, status[1] if status else "") + code
        case "Access-Control-Allow-Origin" | "Access-Control-Allow-Credentials" if value == "*":
            return "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’"
        case "Access-Control-Allow-Origin" if value:
            return f"CORS header ‘Access-Control-Allow-Origin’ does not match ‘{value}’"
        case "Access-Control-Allow-Origin" if status:
            return f"CORS header ‘Access-Control-Allow-Origin’ missing{code}"
        case "Access-Control-Allow-Origin":
            return "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed"
        case "Access-Control-Allow-Credentials":
            return "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"
        case "Access-Control-Allow-Methods" if not value:
            return "Did not find method in CORS header ‘Access-Control-Allow-Methods’"
        case "Access-Control-Allow-Headers" if is_token(value):
            return f"header ‘{value}’ is not allowed according to header ‘{header[0]}’ from CORS preflight response"  # type: ignore[index]
        case name:
            return f"invalid token ‘{value}’ in CORS header ‘{name}’"


def _of_request(text: str, value: str, status: str) -> str:
    """A reason that names no header of the answer. Only an answered preflight has a status to tell."""
    if value == "Origin":
        return "CORS header ‘Origin’ cannot be added"
    if status:
        return "CORS preflight response did not succeed" if status.isdigit() else "CORS request did not succeed"
    return "CORS request not http" if re.search(r"(?<![a-z])http(?![a-z])", text, re.IGNORECASE) else UNKNOWN_REASON
