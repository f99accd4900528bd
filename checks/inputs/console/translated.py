"""Firefox's console lines about CORS in other languages than English, read by what translators leave alone.

These are the names of headers, the values in quotation marks, the status, and the order of things. A few beginnings of
words tell apart what nothing else does; where none is there, the commonest reason is meant. Other browsers print
English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from checks.cors.fetch_standard import is_token

_OPEN, _CLOSE = "‘'\"“”„‚«‹「『", "’'\"“”‘»›」』"
_MOST_LINES, _MOST_TRIED = 8, 400
# A message begins with a sentence that ends in a colon; English ones are read elsewhere.
_BEGINS = re.compile(r"[^\x00-\x7f]|[Cc]ross|CORS|[Oo]rigin")
# By an engine that never goes back: a line may be long and hostile. The word for "reason" stands alone behind the URL's
# sentence, or first in a bracket.
_URL = rf"(?s)[^:：]*[:：].*?(?P<url>[a-z][a-z0-9+.\-]{{0,20}}://[^\s\x{{a0}}{_OPEN}{_CLOSE}<>()（）。，、]+)"
# Polish has the reason in a bracket, without a word before it.
_BRACKET = re2.compile(_URL + r"[^(（]{0,80}[(（](?P<reason>.*)")
_LINE = re2.compile(
    _URL + r"(?:[\s.。'’»”]+[^\s:：()（）]{1,20}[\s\x{a0}\x{202f}]?|[^:：]*[(（][^:：()（）]{1,25})[:：](?P<reason>.*)"
)
# The end of a message whose beginning was left out: the word for "reason" and a header's name.
_REASON = re2.compile(
    r"(?s).*?[(（ ](?:Grund|Raison|Motivo|Raz[óo]n|Причина|Reden|Pow[óo]d|原因|理由|D[ůu]vod|Sebep|Neden|Orsak"
    r"|Årsag|Syy|이유|원인)[\s\x{a0}\x{202f}]?[:：](?P<reason>.*Access-Control-Allow-.*)"
)
_HEADER = re.compile(r"Access-Control-Allow-(?:Origin|Credentials|Methods|Headers)")
_QUOTED = re.compile(rf"[{_OPEN}][\s\u00a0\u202f]?([^{_OPEN}{_CLOSE}]+?)[\s\u00a0\u202f]?[{_CLOSE}]")
_STATUS = re.compile(r"[:：]\s?([1-5]\d\d|\(null\))(?!\w)")
_COMPLETE = re.compile(r"[)）.。\d](?:[\s\d]|\[[^\]]{0,30}\])*\Z")
_EAST_ASIAN = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
# Their next word stands without a space behind a URL.
_EAST_ASIAN_END = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+\\Z")
# Old Edge's messages are translated, too, and have codes.
_EDGE = re.compile(r"\s*(?:SEC|SCRIPT|CSP)\d{4}\b")
_OF_CORS = re.compile(r"(?<![A-Za-z])CORS|Access-Control-Allow-")
_MULTIPLE = re.compile(
    r"multip|múltip|plusieurs|mehrere|нескольк|множеств|кілька|wiele|wielo|więcej|meerdere|flera|flere|useit|több"
    r"|birden"
    r"|více|viac|多个|多個|複数|여러|다중",
    re.IGNORECASE,
)
_PREFLIGHT = re.compile(
    r"preflight|pré-?vo[lo]|pré-?cone|pré-?v[ée]rif|pré-?env|vorab|prelimin|previ[ao]|предварит|попередн|wstępn|предполет|预检|預檢|預先|"
    r"事前|プリフライト|사전",
    re.IGNORECASE,
)
_REDIRECT = re.compile(
    r"redirec|redirig|reindiriz|umleit|weiterleit|перенаправ|переспрям|przekierow|omleid|omdirig|yönlendir|重定向|重新導向|"
    r"リダイレクト|리디렉",
    re.IGNORECASE,
)
_DISABLED = re.compile(
    r"désactiv|deaktiv|desactiv|desativ|disab|disattiv|отключ|вимкнен|wyłącz|uitgeschak|inaktiv|停用|禁用|無効|비활성",
    re.IGNORECASE,
)


def read(lines: list[tuple[int, str]]) -> Iterator[tuple[tuple[int, ...], str, str]]:
    """The messages in these numbered lines: their lines, the URL, and the reason as an English Firefox prints it."""
    at = tried = 0
    while at < len(lines) and tried < _MOST_TRIED:
        for size in range(1, min(_MOST_LINES, len(lines) - at) + 1):
            part = lines[at : at + size]
            if part[-1][0] - part[0][0] != size - 1 or not _BEGINS.search(part[0][1]):
                break
            text = _joined([line for _, line in part])
            tried += 1
            found = english(text)
            if found is not None and (_COMPLETE.search(text[-80:]) or size == _MOST_LINES or at + size == len(lines)):
                yield tuple(number for number, _ in part), *found
                at += size - 1
                break
        at += 1


def _joined(lines: list[str]) -> str:
    """Lines that were broken at a width, in the middle of words where all are as long as one another."""
    text = "".join(lines)
    cut = len(lines) > 2 and len({len(line) for line in lines[:-1]}) == 1
    return text if cut or _EAST_ASIAN.search(text[:2000]) else " ".join(lines)


def english(text: str) -> tuple[str, str] | None:
    """The URL and the reason as an English Firefox prints it; None for a text that is no such line."""
    if len(text) > 10_000 or _EDGE.match(text):
        return None
    match = _REASON.match(" " + text) if "://" not in text else None
    if match is not None and len(text) < 1000:
        return "", _reason(match["reason"])
    for pattern in (_LINE, _BRACKET):
        match = pattern.match(text)
        if match is not None and _OF_CORS.search(match["reason"]):
            return _EAST_ASIAN_END.sub("", match["url"].rstrip(".,;:")), _reason(match["reason"])
    return None


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
        case "Access-Control-Allow-Origin" if not status and _MULTIPLE.search(text):
            return "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed"
        case "Access-Control-Allow-Origin":
            return f"CORS header ‘Access-Control-Allow-Origin’ missing{code}"
        case "Access-Control-Allow-Credentials":
            return "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’"
        case "Access-Control-Allow-Methods" if not value:
            return "Did not find method in CORS header ‘Access-Control-Allow-Methods’"
        case "Access-Control-Allow-Headers" if is_token(value):
            allowed = "header ‘Access-Control-Allow-Headers’ from CORS preflight response"
            return f"header ‘{value}’ is not allowed according to {allowed}"
        case name:
            return f"invalid token ‘{value}’ in CORS header ‘{name}’"


def _of_request(text: str, value: str, status: str) -> str:
    """A reason that names no header of the response. Only an answered preflight has a status to tell."""
    if value == "Origin":
        return "CORS header ‘Origin’ cannot be added"
    if status == "(null)":
        return "CORS request did not succeed"
    if status or _PREFLIGHT.search(text):
        return "CORS preflight response did not succeed"
    if re.search(r"(?<![a-z])http(?![a-z])", text, re.IGNORECASE):
        return "CORS request not http"
    if _REDIRECT.search(text):
        return "CORS request external redirect not allowed"
    return "CORS disabled" if _DISABLED.search(text) else "CORS request did not succeed"
