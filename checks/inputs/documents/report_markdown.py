"""A report of this checker as Markdown, such as an issue tracker holds it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from checks.inputs.recorded_case import of_evaluation
from checks.inputs.understood import Understood
from checks.refusal import unreadable

# No such mark stands within the JSON, see `comment`.
_COMMENT = re.compile(r"<!-- corschecker request (\{[^\r\n<>-]*+)-->")


def comment(request: Mapping[str, Any]) -> str:
    """The request of a document as a comment that nothing in it can end."""
    text = json.dumps(dict(request))
    for mark in "<>-":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return f"<!-- corschecker request {text} -->"


def parse(text: str) -> Understood | None:
    match = _COMMENT.search(text)
    if match is None:
        return None
    try:
        request = json.loads(match[1])
    except (ValueError, RecursionError) as error:
        raise unreadable("The request in this report is damaged. Copy the report again, to its last line.") from error
    return replace(of_evaluation({"request": request}), what="a report of this checker")
