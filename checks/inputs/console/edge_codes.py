"""The messages of Edge before Chromium and of Internet Explorer in any language, by their codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.inputs.console.messages import Message
from checks.inputs.console.rows import url_in

_CODE = re.compile(r"\bSEC(71\d\d)\b")
_RULES = {
    "7120": ("allow-origin-missing", "allow-origin-mismatch"),
    "7121": ("allow-origin-wildcard-credentials",),
    "7122": ("allow-credentials-missing", "allow-credentials-not-true"),
    "7123": ("header-not-allowed",),
    "7124": ("method-not-allowed", "allow-methods-case", "method-lowercase"),
    "7127": ("preflight-redirect",),
    "7128": ("allow-origin-multiple-headers", "allow-origin-multiple-values"),
}
# What announces a request with CORS, and its preflight.
_ANNOUNCED = ("7118", "7119")
# A name with a hyphen is no word of the reader's language.
_NAME = re.compile(r"(?<![\w/-])(authorization|[a-z]{1,30}(?:-[a-z]{1,30}){1,4})(?![\w/-])", re.ASCII | re.IGNORECASE)
_ORIGIN = re.compile(r"\b(https?://[\w.-]+(?::\d+)?)")


def read(lines: Sequence[tuple[int, str]]) -> list[Message]:
    """The messages in these numbered lines, which no English wording took."""
    found = []
    for number, line in lines:
        code = _CODE.search(line)
        if code is None or not (code[1] in _RULES or code[1] in _ANNOUNCED):
            continue
        names = [name for name in _NAME.findall(line) if not name.lower().startswith("access-control-")]
        origin = _ORIGIN.search(line) if code[1] == "7120" else None
        found.append(
            Message(
                (number,),
                browser="edge",
                rules=_RULES.get(code[1], ()),
                words=line.strip(),
                nothing=code[1] in _ANNOUNCED,
                url=url_in(line) if code[1] in _ANNOUNCED else "",
                origin=origin[1] if origin else "",
                header=names[0] if names and code[1] == "7123" else "",
            )
        )
    return found
