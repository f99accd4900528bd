"""Code that makes a request: each call with the constants, instances and functions of the same text that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from checks.inputs import about
from checks.inputs.code import foreign, markup, script
from checks.inputs.code.draft import finished
from checks.inputs.code.rows import block_of
from checks.inputs.code.syntax import only_code
from checks.inputs.understood import Part, Understood

# A text without any of these makes no request that is known here, and the parser is not even loaded.
_MARKS = (
    "fetch",
    "axios",
    "ky",
    "superagent",
    "$.",
    "jquery",
    "http",
    "beacon",
    "eventsource",
    "socket",
    "import",
    "fontface",
    "worker",
    "addmodule",
    "apollo",
    "link",
    "graphql",
    "urql",
    "client",
    "upload",
    "tus",
    "dropzone",
    "filepond",
    "image",
    ".src",
    ".href",
    "loader",
    ".open(",
    "request",
    "useswr",
    "usequery",
    "openai",
    "anthropic",
    "callable",
    "firebase",
    ".invoke(",
    "httpresource",
    "d3.",
    ".getdocument(",
    "s3",
    "stripe",
    "auth0",
    "algolia",
    "io(",
    "withurl",
    "api",
    "instance",
    "create",
    "getdownloadurl",
    "getblob",
    "<",
)
_SCRIPT_IN_MARKUP = re.compile(r"=>|\b(?:const|let|var|return|function|import|export|await|class)\s|className=")


def parts(text: str) -> Iterable[Part]:
    """The requests of a text's code and markup, each with its lines."""
    code = only_code(text)
    found = list(foreign.parts(code))
    for part in found:
        code = _without(code, part.lines)
    around: set[int] = set()
    if markup.has_tags(code) and _is_page(code):
        page = markup.read_page(code)
        found += map(_part, page.found)
        around = page.rows
        code = _scripts_alone(code, page.scripts) if page.scripts or "<html" in code else _without(code, page.rows)
    elif markup.is_style(code):
        found += map(_part, markup.styles(code))
        lines = code.split("\n")
        around = {row for part in found for number in part.lines for row in block_of(number, lines)}
    small = code.lower()
    if any(mark in small for mark in _MARKS):
        found += script.parts(code)
    if found and around:
        lines = text.split("\n")
        rows = {row for row in around if row < len(lines) and lines[row].strip()}
        found[0] = replace(found[0], lines=tuple(sorted({*found[0].lines, *rows})))
    last = text.count("\n")
    for part in found:
        # What is read in place of the text may end with lines of its own.
        own = tuple(number for number in part.lines if number <= last)
        yield Part(own, about.said(part.found, text))


def parse(text: str) -> Understood | None:
    """The first request of a text's code, with the others beside it."""
    found = [part.found for part in parts(text)]
    if not found:
        return None
    first = next((item for item in found if item.request.url), found[0])
    return replace(first, others=tuple(found)) if len(found) > 1 else first


def _is_page(code: str) -> bool:
    """Whether the tags of a text are HTML's, not JSX's among code."""
    return code.lstrip()[:1] == "<" or "</script" in code or not _SCRIPT_IN_MARKUP.search(code)


def _scripts_alone(code: str, scripts: Iterable[tuple[int, int]]) -> str:
    """The code of a page's scripts, at its place."""
    kept = re.sub(r"[^\n]", " ", code)
    for start, end in scripts:
        kept = kept[:start] + code[start:end] + kept[end:]
    return kept


def _without(code: str, rows: Iterable[int]) -> str:
    lines = code.split("\n")
    for row in rows:
        lines[row] = ""
    return "\n".join(lines)


def _part(item: markup.Found) -> Part:
    return Part(tuple(range(item.first, item.last + 1)), finished(item.draft))
