"""Log lines as JSON, which hold neither a query string nor a value of anyone's.

An exception is told by its type and where it was raised: its words may repeat what a person typed or a server sent.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime

_QUERY = re.compile(r"[?#][^\s\"'<>]*")
_USERINFO = re.compile(r"//[^\s/@]*@")
_REPORT = re.compile(r"/(r|checks)/[A-Za-z0-9_-]{16,}")
_FIELDS = ("method", "route", "status", "ms")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the fields of an access line, and where an error was."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": cleaned(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line)


def cleaned(text: str) -> str:
    """The text without query strings, fragments, user names in URLs, and the ids that open reports."""
    return _REPORT.sub(r"/\1/[id]", _USERINFO.sub("//", _QUERY.sub("", text)))
