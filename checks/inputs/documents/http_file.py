"""Request files of editors (`.http`, `.rest`: VS Code, JetBrains, Visual Studio; Hurl): requests between `###` with
their own `@variables`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.inputs.documents.collections import Asked, authorized, understood
from checks.inputs.understood import Note, Part, Understood

_REQUEST = re.compile(
    r"[ \t]*+(?:(?P<method>GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t]++)?"
    r"(?P<url>(?:https?://|(?=\{\{))(?:\{\{[^{}\n]*+\}\}|[^\s{]|\{)*+|(?:localhost|[\w-]+(?:\.[\w-]+)++)(?::\d+)?(?:/\S*+)?)"
    r"(?P<version>[ \t]++HTTP/[\d.]+)?[ \t\r]*\Z"
)
_VARIABLE = re.compile(r"[ \t]*+@(?P<name>[\w.-]++)[ \t]*+=(?P<value>.*)\Z")
_FIELD = re.compile(r"[ \t]*+(?P<name>[!#$%&'*+.^_`|~\w-]++)[ \t]*+:(?P<value>.*)\Z")
_COMMENT = re.compile(r"[ \t]*+(?:#|//)")
_QUERY = re.compile(r"[ \t]++[?&]\S*+[ \t\r]*\Z")
_SCRIPT = re.compile(r"[ \t]*+(?:[<>][ \t]*\{%|\?\?|> |<> )")
_BODY = re.compile(r"[ \t]*+(?:\{|\[[ \t]*+(?:[\[{\"\d\]\r]|\Z)|<(?:[A-Za-z?!]|@?\w*+ )|[\w.\[\]{}-]++=)")
_HURL = re.compile(r"HTTP[ \t]+(?:\d{3}|\*)[ \t\r]*\Z")
_BASIC = re.compile(r"Basic[ \t]++([^\s:]++)[ \t:]++(\S++)\Z", re.IGNORECASE)
_FENCE = re.compile(r"[ \t]*+```")
_SECTION = re.compile(r"\[(?P<name>[A-Za-z]+)\][ \t\r]*\Z")


def parts(text: str) -> Iterable[Part]:
    """All requests of a file as one part; nothing where the text is no such file."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not _is_file(lines):
        return
    known: dict[str, str] = {}
    taken: list[int] = []
    asked = list(_requests(lines, known, taken))
    if asked:
        found = understood("a file of HTTP requests", "http-file", asked, known)
        yield Part(tuple(sorted(set(taken))), found)


def parse(text: str) -> Understood | None:
    """The requests of a text that is such a file as a whole."""
    found = list(parts(text))
    return found[0].found if found else None


def _is_file(lines: list[str]) -> bool:
    """Whether a text has what only such files have: separators or variables beside a request line."""
    requests = [match for line in lines if (match := _REQUEST.match(line)) and _is_line(match)]
    if not requests:
        return False
    own = any(line.startswith("###") or _VARIABLE.match(line) or _HURL.match(line) for line in lines)
    if own:
        return any(match["method"] or "://" in match["url"] or "{{" in match["url"] for match in requests)
    first = next(line for line in lines if line.strip() and not (_COMMENT.match(line) or _FENCE.match(line)))
    match = _REQUEST.match(first)
    return bool(match and match["method"] and not match["version"] and re.match(r"https?://|\{\{", match["url"]))


def _is_line(match: re.Match[str]) -> bool:
    return bool(match["method"] or re.match(r"https?://|\{\{", match["url"]))


def _requests(lines: list[str], known: dict[str, str], taken: list[int]) -> Iterator[Asked]:
    """Each request of the file; the lines that are read of it go to `taken`, and its variables to `known`."""
    asked: Asked | None = None
    place = 0
    while place < len(lines):
        line = lines[place]
        variable = _VARIABLE.match(line)
        match = _REQUEST.match(line)
        if variable:
            known[variable["name"]] = variable["value"].strip()
            taken.append(place)
        elif line.startswith("###") or (_COMMENT.match(line) and line.strip()):
            taken.append(place)
        elif match and _is_line(match):
            taken.append(place)
            asked = Asked(match["url"], match["method"] or "GET")
            place = _rest(lines, place + 1, asked, taken, known)
            yield asked
            continue
        place += 1


def _rest(lines: list[str], place: int, asked: Asked, taken: list[int], known: dict[str, str]) -> int:
    """Reads query lines, header fields and the body of a request; gives the place behind them."""
    while place < len(lines) and _QUERY.match(lines[place]):
        asked.url += lines[place].strip()
        taken.append(place)
        place += 1
    while place < len(lines):
        line = lines[place]
        field = _FIELD.match(line)
        if line.startswith("###") or not line.strip():
            break
        if _COMMENT.match(line):
            taken.append(place)
        elif field:
            _add_header(asked, field["name"], field["value"].strip())
            taken.append(place)
        else:
            break
        place += 1
    return _body(lines, place, asked, taken)


def _add_header(asked: Asked, name: str, value: str) -> None:
    """A header; `Authorization: Basic user password` is encoded by these editors."""
    match = _BASIC.match(value)
    if name.lower() == "authorization" and match:
        authorized(asked, "basic", {"username": match[1], "password": match[2]})
    else:
        asked.headers.append((name, value))


def _body(lines: list[str], place: int, asked: Asked, taken: list[int]) -> int:
    """Takes a body up to the next separator where there is one; what else stands behind a request is left alone."""
    start = place
    while place < len(lines) and not lines[place].strip():
        place += 1
    has_type = any(name.lower() == "content-type" for name, _ in asked.headers)
    if place < len(lines) and (has_type or _BODY.match(lines[place])) and not _ends(lines[place]):
        if re.match(r"[ \t]*+<(?:@\w*)?[ \t]+\S", lines[place]):
            asked.notes.append(
                Note("left-out", "The body comes from a file, which is not here; no verdict needs it.", "body")
            )
            asked.body = ""
            taken.append(place)
            place += 1
        else:
            body = []
            while place < len(lines) and not _ends(lines[place]):
                body.append(lines[place])
                taken.append(place)
                place += 1
            asked.body = "\n".join(body).strip()
        start = place
    while place < len(lines) and not lines[place].startswith("###"):
        # Scripts of JetBrains, and what Hurl asserts of an answer.
        if _SCRIPT.match(lines[place]) or _HURL.match(lines[place]) or _SECTION.match(lines[place]):
            end = place
            while end < len(lines) and not (lines[end].startswith("###") or (end > place and _is_request(lines[end]))):
                taken.append(end)
                end += 1
            return end
        if lines[place].strip():
            break
        place += 1
    return max(start, place)


def _is_request(line: str) -> bool:
    match = _REQUEST.match(line)
    return bool(match and match["method"])


def _ends(line: str) -> bool:
    return bool(
        line.startswith("###")
        or _SCRIPT.match(line)
        or _HURL.match(line)
        or _VARIABLE.match(line)
        or _FENCE.match(line)
        or _is_request(line)
    )
