"""Programs in other languages that make a request: which language it is, and the URL and method where they are written.

Most run in no browser, and CORS plays no part there; some are built for browsers, such as Flutter, Unity and Blazor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checks.inputs.code.draft import Draft, finished
from checks.inputs.code.rows import block_of
from checks.inputs.code.values import Hole
from checks.inputs.understood import Part

MAX_CALLS, _NEAR = 20, 1500
_HEADERS = re.compile(r"\bheaders ?[:=] ?(?:<[^>]{1,40}> ?)?\{([^{}]{0,1000})\}")
_PAIR = re.compile(r"[\"']([A-Za-z][\w-]{0,60})[\"'] ?: ?(?:[\"']([^\"'\n{$]{0,500})[\"'])?")
_JSON = re.compile(r"[(,] ?json ?=")
_TEXT = r"[rfb$@]{0,2}[\"'](?P<url>https?://[^\"'\s]{1,2000})[\"']"


@dataclass(frozen=True, slots=True)
class Language:
    """Calls of one language or library: their pattern, with groups `url` and perhaps `method`, and where they run."""

    name: str
    pattern: re.Pattern[str]
    in_browser: str = ""


_XHR = "Built for the web it uses XMLHttpRequest"
LANGUAGES = (
    Language(
        "Python",
        re.compile(
            r"\b(?:requests|httpx)\.(?P<method>get|post|put|patch|delete|head|options|request)\(\s{0,9}"
            r"(?:[\"'][A-Z]{3,7}[\"'],\s{0,9})?" + _TEXT
        ),
    ),
    Language(
        "Dart",
        re.compile(
            r"\b(?:(?:http|client|_client)\.(?P<method>get|post|put|patch|delete|head)\(\s{0,9}Uri\.parse\(\s{0,9}"
            r"|_?dio\.(?P<verb>get|post|put|patch|delete|head)\(\s{0,9})" + _TEXT
        ),
        f"{_XHR}, as Flutter's http and dio do",
    ),
    Language(
        "Unity's C#",
        re.compile(
            r"UnityWebRequest(?:Texture|AssetBundle|Multimedia)?\.(?P<method>Get\w{0,20}|Post|Put|Delete|Head)\(\s{0,9}"
            + _TEXT
        ),
        f"{_XHR}, as Unity does in WebGL",
    ),
    Language(
        "C#",
        re.compile(
            r"\.(?P<method>Get|Post|Put|Patch|Delete)(?:FromJson|AsJson|String|Stream|ByteArray)?Async(?:<[\w<>\[\]?]{1,80}>)?\(\s{0,9}"
            + _TEXT
        ),
        "In Blazor WebAssembly it uses fetch()",
    ),
    Language(
        "Go",
        re.compile(
            r"\bhttp\.(?:(?P<method>Get|Post|Head|PostForm)\(\s{0,9}|NewRequest(?:WithContext)?\([^\"\n]{0,40}\"(?P<verb>[A-Z]{3,7})\",\s{0,9})"
            + _TEXT
        ),
    ),
    Language("Java", re.compile(r"(?:URI\.create|new HttpGet|new HttpPost|Builder\(\)\s{0,40}\.url)\(\s{0,9}" + _TEXT)),
    Language("Swift", re.compile(r"\bURL\(string:\s{0,9}" + _TEXT)),
    Language("PHP", re.compile(r"\b(?:curl_init|file_get_contents)\(\s{0,9}" + _TEXT)),
    Language(
        "Ruby",
        re.compile(
            r"\b(?:Net::HTTP|HTTParty|Faraday|RestClient)\.(?P<method>get|post|put|delete)\(?\s{0,9}(?:URI\()?" + _TEXT
        ),
    ),
)


def parts(text: str) -> Iterable[Part]:
    """The requests of programs in other languages, each with its line."""
    for language in LANGUAGES:
        found = [*_found(language, text)]
        if found:
            yield from found
            return


def _add_headers(draft: Draft, after: str) -> None:
    """The headers that stand in a literal behind a call's URL, and what says that the body is JSON."""
    call = after.split("\n\n", 1)[0]
    literal = _HEADERS.search(call)
    for name, value in _PAIR.findall(literal[1]) if literal is not None else ():
        draft.header(name, value if value else Hole("a variable"))
    if _JSON.search(call) and not draft.has("content-type"):
        draft.header("Content-Type", "application/json")


def _found(language: Language, text: str) -> Iterable[Part]:
    lines = text.split("\n")
    for number, match in enumerate(language.pattern.finditer(text)):
        if number == MAX_CALLS:
            return
        row = text.count("\n", 0, match.start())
        groups = match.groupdict()
        draft = Draft(f"code in {language.name}", match["url"], kind="program")
        verb = re.sub(r"(?i)\A(get|post).*\Z", r"\1", groups.get("verb") or groups.get("method") or "get").upper()
        draft.method = verb if verb != "REQUEST" else "GET"
        _add_headers(draft, text[match.end() : match.end() + _NEAR])
        if language.in_browser:
            draft.initiator = "fetch" if "fetch" in language.in_browser else "xmlhttprequest"
            draft.fact(f"{language.in_browser}; in an app outside a browser CORS does not apply.", "initiator")
        else:
            draft.fact(
                f"{language.name} does not run in a browser, so CORS does not apply to it: this program may read "
                "any response. The check shows what a page that sends the same with fetch() would get.",
                "initiator",
            )
        rows = tuple(range(row, row + match[0].count("\n") + 1)) if number else block_of(row, lines)
        yield Part(rows, finished(draft))
