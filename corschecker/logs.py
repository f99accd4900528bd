"""Log lines as JSON, which hold neither a query string nor a value of anyone's, and records for whatever prints them.

An exception is told by its type and where it was raised: its words may repeat what a person typed or a server sent.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import FileIO, TextIOWrapper
from logging.config import dictConfig
from typing import Any

_QUERY = re.compile(r"[?#][^\s\"'<>]*")
_USERINFO = re.compile(r"//[^\s/@]*@")
_REPORT = re.compile(r"/(r|checks)/[A-Za-z0-9_-]{16,}")
_FIELDS = ("method", "route", "status", "ms", "error", "at")
# Where asyncio goes on with what it shows of tasks, callbacks and their arguments.
_SHOWN = re.compile(r"[<'\"\n]|\((?!\))")
_WORD = re.compile(r"\w+")
_TRACEBACK = "Traceback (most recent call last)"


def configure(logging_settings: dict[str, Any]) -> None:
    """Has all loggers make records without the words of exceptions, those of asyncio and of the server included, and
    exceptions that nobody can catch go to them, too."""
    _write_at_once()
    dictConfig(logging_settings)
    logging.setLogRecordFactory(wordless)
    # Where a line cannot be written, as on a full disk, a traceback with the line would go where it should have gone.
    logging.raiseExceptions = False
    sys.unraisablehook = lambda told: _tell("An exception was ignored", told.exc_value)
    threading.excepthook = lambda told: _tell("A thread failed", told.exc_value)


def _write_at_once() -> None:
    """Let nothing wait to be written to standard error: on a full disk it would fail whoever flushes that later, as
    multiprocessing does before it starts a process, and two halves of a line would stand apart."""
    with suppress(OSError):
        file = FileIO(sys.stderr.fileno(), "w", closefd=False)
        sys.stderr = TextIOWrapper(file, "utf-8", "backslashreplace", write_through=True)


def _tell(sentence: str, error: BaseException | None) -> None:
    if not isinstance(error, SystemExit):
        logging.getLogger("corschecker").error(sentence, exc_info=error)


def wordless(*given: Any, **named: Any) -> logging.LogRecord:
    """A record that tells of its exception `error`, the type, and `at`, the frames, and has its words nowhere: neither
    in its message nor in its arguments."""
    record = logging.LogRecord(*given, **named)
    arguments = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    told = list(_with_causes([record.exc_info and record.exc_info[1], record.msg, *arguments]))
    known = [*told, *_with_causes([sys.exc_info()[1]])]
    message = _message(record)
    shown = _SHOWN.split(message, maxsplit=1)[0].rstrip() if record.name == "asyncio" else message
    text = _without_words(shown, known)
    if text != message:
        record.msg, record.args = text, ()
    if told or (known and text != message):
        _tell_place(record, known[0])
    record.exc_info = None
    return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        # Its arguments do not fit, or cannot be told.
        record.msg, record.args = str(record.msg), ()
        return record.msg


def _tell_place(record: logging.LogRecord, error: BaseException) -> None:
    kind = type(error).__name__
    at = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    vars(record).update(error=kind, at=at)
    # What formatters print that know nothing of these.
    record.exc_text = f"{kind} at {', '.join(at) or 'no place'}"


def _with_causes(found: Iterable[object]) -> Iterator[BaseException]:
    """The exceptions among these, with all that they came from or hold, each once."""
    seen: set[int] = set()
    waiting = [one for one in found if isinstance(one, BaseException)]
    while waiting:
        error = waiting.pop(0)
        if id(error) not in seen:
            seen.add(id(error))
            yield error
            held = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
            waiting += [one for one in (error.__cause__, error.__context__, *held) if one is not None]


def _without_words(text: str, errors: Sequence[BaseException]) -> str:
    if not errors:
        return text
    text = text.partition(_TRACEBACK)[0].rstrip()
    kinds = {words: f"[{type(error).__name__}]" for error in errors for words in _words(error)}
    for words in sorted(kinds, key=len, reverse=True):
        # What is short may stand by chance within another word. No pattern is made of it, which `re` would keep.
        if len(words) >= 8 or not words.isalnum():
            text = text.replace(words, kinds[words])
    return _WORD.sub(lambda word: kinds.get(word[0], word[0]), text)


def _words(error: BaseException) -> set[str]:
    """All that can be told of an exception but its type."""
    try:
        parts = [str(error), repr(error), *(str(part) for part in error.args if isinstance(part, str | bytes))]
    except Exception:
        return set()
    parts += getattr(error, "__notes__", ())
    lines = (line.strip() for part in parts for line in (part, *part.splitlines()))
    return {line for line in lines if line}


class Faults(logging.Filter):
    """Lets through, of what Django tells of responses, the exceptions that nobody caught, by the route of the request.

    A response of status 500 or above that is meant is in the access line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.exc_info and not hasattr(record, "error"):
            return False
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        record.msg, record.args = "The view of %s failed", (f"/{match.route}" if match else "an unknown route",)
        return True


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
        return json.dumps(line)


def cleaned(text: str) -> str:
    """The text without query strings, fragments, user names in URLs, and the ids that open reports."""
    return _REPORT.sub(r"/\1/[id]", _USERINFO.sub("//", _QUERY.sub("", text)))
