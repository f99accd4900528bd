"""Code that makes a request: each call with the constants, instances and functions of the same text that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from checks.inputs import about
from checks.inputs.code import foreign, markup, script
from checks.inputs.code.draft import finished
from checks.inputs.code.syntax import only_code
from checks.inputs.understood import Part, Understood

# A text without any of these makes no request that is known here, and the parser is not even loaded.
_MARKS = re.compile(
    r"(?i)fetch|axios|\bky\b|superagent|\$\.|jquery|https?client|\bhttp\b|\$http|XMLHttp|sendBeacon|EventSource|WebSocket"
    r"|\bimport\b|importScripts|FontFace|Worker|addModule|Apollo|Http\w*Link|UploadLink|graphql|urql|createClient|XHRUpload"
    r"|\btus\b|Tus\b|Dropzone|FilePond|FileUploader|Image\b|\.src\b|\.href\b|Loader|\.open\(|Request\b|useSWR|useQuery|"
    r"OpenAI|Anthropic|httpsCallable|Firebase|S3|Stripe|Auth0|algoliasearch|socket|\bio\(|SockJS|withUrl|request\.|<\w|"
    r"instance|\bapi\b|client|getDownloadURL|uploadBytes|getBlob|\bcreate\b"
)
_SCRIPT_IN_MARKUP = re.compile(r"=>|\b(?:const|let|var|return|function|import|export|await|class)\s|className=")


def parts(text: str) -> Iterable[Part]:
    """The requests of a text's code and markup, each with its lines."""
    code = only_code(text)
    found: list[Part] = []
    if markup.has_tags(code) and _is_page(code):
        found, code = _of_page(code)
    elif markup.is_style(code):
        found = [_part(item) for item in markup.styles(code)]
    if _MARKS.search(code):
        found += script.parts(code)
    if not found:
        found = list(foreign.parts(code))
    for part in found:
        yield replace(part, found=about.said(part.found, text))


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


def _of_page(code: str) -> tuple[list[Part], str]:
    """The requests of a page's elements, and the code of its scripts alone, at its place."""
    page = markup.read_page(code)
    found = [_part(item) for item in page.found]
    if found:
        rows = sorted({*found[0].lines, *(row for row in page.rows if code.split("\n")[row].strip())})
        found[0] = replace(found[0], lines=tuple(rows))
    kept = [" " if character != "\n" else "\n" for character in code]
    for start, end in page.scripts:
        kept[start:end] = code[start:end]
    return found, "".join(kept)


def _part(item: markup.Found) -> Part:
    return Part(tuple(range(item.first, item.last + 1)), finished(item.draft))
