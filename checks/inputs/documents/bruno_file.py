"""Request files of Bruno (`.bru`, https://docs.usebruno.com/bru-lang/language): blocks in braces."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

from checks.inputs.documents.api_clients import add_body
from checks.inputs.documents.collections import Asked, authorized, understood
from checks.inputs.understood import Understood
from checks.refusal import unreadable

_BLOCK = re.compile(
    r"^(?P<name>[a-z]+(?::[\w-]+)*)[ \t]*\{[ \t]*\r?\n(?P<text>(?:[ \t][^\n]*\n|\r?\n)*+)\}", re.MULTILINE
)
_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_PAIR = re.compile(r"[ \t]*+(?P<name>[^\s:][^:\n]*+):(?P<value>.*)\Z")


def parse(text: str) -> Understood | None:
    """The request of a file, or None where the text is none; raises a Refusal for a file of variables alone."""
    blocks = {match["name"]: match["text"] for match in _BLOCK.finditer(text.replace("\r\n", "\n"))}
    method = next((name for name in _METHODS if name in blocks), None)
    known = dict(_pairs(blocks.get("vars:pre-request", "")) + _pairs(blocks.get("vars", "")))
    if method is None:
        if "vars" in blocks and len(blocks) <= 2 and text.lstrip().startswith("vars"):
            raise unreadable(
                "This is a Bruno environment: it has variables, and no request. Paste the request's file too."
            )
        return None
    main = dict(_pairs(blocks[method]))
    if "url" not in main:
        return None
    asked = Asked(main["url"], method.upper(), _pairs(blocks.get("headers", "")))
    asked.name = dict(_pairs(blocks.get("meta", ""))).get("name", "")
    if "?" not in asked.url:
        asked.query = _pairs(blocks.get("params:query", "") or blocks.get("query", ""))
    for name, value in _pairs(blocks.get("params:path", "")):
        asked.url = asked.url.replace(f"/:{name}", f"/{value}")
    _add_body(asked, main.get("body", "none"), blocks)
    kind = main.get("auth", "none")
    authorized(asked, kind, dict(_pairs(blocks.get(f"auth:{kind}", ""))))
    return understood("a Bruno request file", "bruno", [asked], known)


def _add_body(asked: Asked, mode: str, blocks: dict[str, str]) -> None:
    if mode == "none":
        return
    names = {"formUrlEncoded": "form-urlencoded", "multipartForm": "multipart-form"}
    given = blocks.get(f"body:{names.get(mode, mode)}", blocks.get("body", ""))
    content: Any = dedent(given).strip()
    if names.get(mode, mode) in ("form-urlencoded", "multipart-form"):
        content = [{"name": name, "value": value} for name, value in _pairs(given)]
    add_body(asked, names.get(mode, mode), content)


def _pairs(block: str) -> list[tuple[str, str]]:
    """The `name: value` lines of a block, without those that are switched off."""
    matches = (_PAIR.match(line) for line in block.split("\n"))
    return [
        (match["name"].strip(), match["value"].strip())
        for match in matches
        if match and not match["name"].startswith("~")
    ]
