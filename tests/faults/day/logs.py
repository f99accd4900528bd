"""Looks for what no log may hold, and counts what the proxy's log has."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

# What a report's id looks like, wherever it stands.
_ID = re.compile(r"(?<![\w-])[\w-]{22}(?![\w-])")
# Words of an exception that are shorter may stand anywhere by chance.
SHORTEST = 12
# What Python and the system say of any fault.
OF_ANY_FAULT = ("Traceback (most recent call last)", "[Errno ", "Error: ", "During handling of the above exception")
_OF_JSON = re.compile(r'^\{|": |\}$')
_ERROR = re.compile(r'"level": "ERROR", "logger": "([^"]*)", "message": "([^"]*)"(.*)')
_PLACE = re.compile(r'"error": "(\w+)".*/([\w.]+:\d+ \w+)')
# A line of gunicorn's own, of its start and stop.
_GUNICORN = re.compile(r"\[\d{4}-\d\d-\d\d [\d:]+ [+-]\d{4}\] \[\d+\] \[[A-Z]+\] ")


def words_of(error: BaseException) -> set[str]:
    """The lines of what an exception says that are long enough to be told from others."""
    return {line for line in map(str.strip, str(error).splitlines()) if len(line) >= SHORTEST}


def leaks(text: str, secret: Mapping[str, str], ids: Collection[str]) -> Counter[str]:
    """What the text of a log holds that it must not, how often: secrets and addresses, by the names that these have
    here, and ids of reports."""
    found = {f"the {name}": sum(text.lower().count(form) for form in _forms(value)) for name, value in secret.items()}
    found["the id of a report"] = sum(one in ids for one in _ID.findall(text))
    return Counter({name: count for name, count in found.items() if count})


def told(text: str, words: Iterable[str]) -> Counter[str]:
    """The words of exceptions in the text of a log, those that were heard and those of any fault."""
    found = {f"words of an exception ({phrase!r})": text.count(phrase) for phrase in {*words, *OF_ANY_FAULT}}
    return Counter({name: count for name, count in found.items() if count})


def strange(log: str) -> Counter[str]:
    """The lines of an instance's log that are neither JSON, or a piece of it, nor gunicorn's own, by how they begin.

    Lines that a full disk cut in two may go on after others.
    """
    lines = (line for line in log.splitlines() if line.strip("\0 ") and not _OF_JSON.search(line))
    return Counter(f"a line that nobody means to write ({line[:60]!r})" for line in lines if not _GUNICORN.match(line))


def statuses(access_log: Path) -> Counter[int]:
    """How often the proxy answered with each status."""
    return Counter(
        int(status)
        for line in access_log.read_text(errors="replace").splitlines()
        for status in re.findall(r'"status":(\d+)', line)
    )


def faults(log: str) -> Counter[str]:
    """The lines of level ERROR of an instance's log, by logger, message, and the last place."""
    found: Counter[str] = Counter()
    for line in log.splitlines():
        if match := _ERROR.search(line):
            place = _PLACE.search(match[3])
            found[f"{match[1]}: {match[2]}{f' ({place[1]} at {place[2]})' if place else ''}"] += 1
    return found


def _forms(value: str) -> set[str]:
    """A word of letters, digits and dots as it is, and in base64 at each alignment; in small letters."""
    encoded = (base64.b64encode(b"x" * before + value.encode()).decode() for before in range(3))
    whole = (form[4:-4].lower() for form in encoded)
    return {value.lower(), *(form for form in whole if len(form) >= SHORTEST)}
