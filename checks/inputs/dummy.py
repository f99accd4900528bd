"""Secrets of a pasted fragment become dummies of the same shape before anything is sent.

A CORS verdict hardly ever needs the real one: the preflight carries names of headers, never their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from checks.cors.model import HttpResponse, RawResponse
from checks.inputs.understood import Note, PastedAnswer, Understood
from checks.secrets.finder import SHORTEST
from checks.secrets.texts import MAX_SECRETS, SECRET_NAME, SHAPES, USERINFO, is_secret

_SCHEME = re.compile(r"(?P<scheme>Basic|Bearer|Digest|Token|ApiKey|Negotiate|AWS4-HMAC-SHA256)[ \t]+", re.IGNORECASE)
_PARAMETER = re.compile(r"([?&])([^=&#?]++)=([^&#]++)")
# A name with its value, up to the end of the line: what follows a secret's name may be part of it.
_NAMED = re.compile(r"(?<![\w-])(([\w-]{2,64}+)[\"']?\s{0,9}+[:=]\s{0,9}+)([^\r\n]++)")
_WORD = re.compile(r"[^\s;,&\"']++")
_LONG = re.compile(r"[A-Za-z0-9+/=_~.-]{10,}+")
_SWITCH = re.compile(r"(?<=[a-z])[A-Z]")
# As fish and csh set a variable.
_SET = re.compile(
    r"^([ \t]*+(?:[$#%>][ \t]++)?(?:set[ \t]++(?:-[\w-]++[ \t]++){1,4}+|setenv[ \t]++)"
    r"([\w-]{2,64}+)[ \t]++)([^\r\n]++)",
    re.MULTILINE,
)
_LOCATION = re.compile(r"^(location:)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
# What the signed URLs of object stores and CDNs hold beside the signature; of the first, a name tells by itself.
_SIGNING_ALONE = re.compile(r"x-(?:amz|goog)-(?:algorithm|credential|date|expires|signedheaders)\Z", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:x-amz-.*|x-goog-.*|x-id|response-content-\w+|versionid|awsaccesskeyid|googleaccessid|expires|signature|policy"
    r"|key-pair-id|s[aevipr]|st|spr|srt|ss|sk(?:oid|tid|t|e|s|v)|sig)\Z",
    re.IGNORECASE,
)
_WHY = "a preflight carries header names, never values, so the verdict stays the same"


def dummy(secret: str) -> str:
    """A text of the same length and alphabet: letters become x or X, digits 0, anything else stays."""
    return re.sub(r"[^\W\d_]", lambda m: "X" if m[0].isupper() else "x", re.sub(r"\d", "0", secret))


def stand_in(name: str) -> str:
    """A made-up value for a header whose own is not known, one for which browsers send a preflight."""
    usual = {"content-type": "application/json", "authorization": "Bearer xxxxx", "range": "bytes=0-0, 2-2"}
    return usual.get(name.lower(), "xxxxx" if SECRET_NAME.search(name) else "1")


def without_secrets(found: Understood) -> Understood:
    """The same with every secret replaced, and a note for each."""
    notes = list(found.notes)
    headers = []
    for name, value in found.request.headers:
        shown = _header(name, value)
        headers.append((name, shown))
        if shown != value or _holds_dummy(name, value):
            notes.append(
                Note("secret", f"The value of {name} was replaced with a dummy of the same shape: {_WHY}.", "headers")
            )
    url = _clean_url(found.request.url)
    if "?" in found.request.url and "?" not in url:
        sentence = (
            "The URL's query has nothing but credentials, so it is left out: no preflight depends on it. Put it "
            "back if the server responds differently without it; reports are stored without its secrets."
        )
        notes.append(Note("secret", sentence, "url"))
    elif url != found.request.url or _has_dummy(url):
        sentence = (
            "A secret in the URL was replaced with a dummy of the same shape. If the server responds differently "
            "without it, put yours back; reports are stored without it."
        )
        notes.append(Note("secret", sentence, "url"))
    body = found.request.body and SHAPES.sub(_shape, found.request.body)
    others = tuple(without_secrets(other) for other in found.others)
    answers = tuple(_clean_answer(pasted) for pasted in found.answers)
    made = found.asking(headers=tuple(headers), url=url, body=body)
    return replace(made, notes=tuple(notes), answers=answers, others=others)


def clean_text(text: str, secrets: Iterable[str] = ()) -> str:
    """A line of any text without these secrets, and without what looks like one: by its shape, by the name before it,
    or as a long word that mixes letters with digits or capitals as no word of a language does."""
    for secret in secrets:
        text = text.replace(secret, dummy(secret))
    named = text
    for pattern in (_NAMED, _SET):
        named = pattern.sub(
            lambda match: match[1] + dummy(match[3]) if SECRET_NAME.search(match[2]) else match[0], named
        )
    return _LONG.sub(lambda match: dummy(match[0]) if _is_mixed(match[0]) else match[0], _public(named))


def secrets_in(text: str) -> list[str]:
    """The words that a text gives after the name of a secret, the longest first."""
    named = (match for pattern in (_NAMED, _SET) for match in pattern.finditer(text))
    values = [match[3] for match in named if SECRET_NAME.search(match[2])]
    values += [match[3] for match in _PARAMETER.finditer(text) if is_secret(match[2], match[3])]
    words = {part for value in values for word in _WORD.findall(value) for part in (word, word.partition("=")[2])}
    return sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True)[:MAX_SECRETS]


def _is_mixed(word: str) -> bool:
    letters = word.upper() != word.lower()
    return (letters and any(map(str.isdigit, word))) or len(_SWITCH.findall(word)) > 2


def _public(text: str) -> str:
    return USERINFO.sub("", _with_dummies(text))


def _is_dummy(text: str) -> bool:
    """Whether it looks as a dummy does; the page's script makes them before a fragment gets here."""
    return dummy(text) == text and re.search("[xX0]{3}", text) is not None


def _holds_dummy(name: str, value: str) -> bool:
    return (
        _header(name, "secret") != "secret" and _is_dummy(_SCHEME.sub("", value, count=1)) and value != stand_in(name)
    )


def _has_dummy(url: str) -> bool:
    return any(is_secret(name, value) and _is_dummy(value) for _, name, value in _PARAMETER.findall(url))


def _clean_url(url: str) -> str:
    """Without a query that is there for credentials alone, such as a signature with what it covers: no preflight turns
    on it, and a dummy would be no better than nothing."""
    query = url.partition("#")[0].partition("?")[2]
    named = [part.partition("=")[::2] for part in query.split("&") if part]
    signed = any(is_secret(name, value) or _SIGNING_ALONE.match(name) for name, value in named)
    if signed and all(is_secret(name, value) or _SIGNING.match(name) for name, value in named):
        url = url.replace(f"?{query}", "", 1)
    return _with_dummies(url)


def _with_dummies(text: str) -> str:
    return _PARAMETER.sub(_parameter, SHAPES.sub(_shape, text))


def _clean_answer(pasted: PastedAnswer) -> PastedAnswer:
    """Its URL, and where it leads, as the request's own: an answer is found by its URL."""
    answer = pasted.answer
    if isinstance(answer, HttpResponse):
        cleaned = ((name, _clean_url(value) if name.lower() == "location" else value) for name, value in answer.headers)
        answer = replace(answer, headers=tuple(cleaned))
    elif isinstance(answer, RawResponse):
        head = _LOCATION.sub(lambda match: match[1] + _clean_url(match[2]), answer.head.decode("latin-1"))
        answer = RawResponse(head.encode("latin-1"))
    return replace(pasted, answer=answer, url=_clean_url(pasted.url))


def _header(name: str, value: str) -> str:
    lower = name.lower()
    if lower in ("authorization", "proxy-authorization"):
        scheme = _SCHEME.match(value)
        start = scheme.end() if scheme else 0
        return value[:start] + dummy(value[start:])
    if lower.startswith("access-control-") or lower in ("author", "x-requested-with"):
        return value
    if SECRET_NAME.search(name):
        return dummy(value)
    return SHAPES.sub(_shape, value)


def _shape(match: re.Match[str]) -> str:
    return dummy(match[0])


def _parameter(match: re.Match[str]) -> str:
    if is_secret(match[2], match[3]):
        return f"{match[1]}{match[2]}={dummy(match[3])}"
    return match[0]
