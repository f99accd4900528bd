"""`manage.py evaluate [FILE]`: recorded answers in, one document a line out. Nothing is sent, nothing is stored."""

from __future__ import annotations

import json
import logging
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from checks.inputs.evaluate_json import read_recorded
from checks.inputs.hars.cases import cases
from checks.inputs.hars.entries import is_har
from checks.inputs.json_text import parse_object
from checks.refusal import Refusal
from checks.running.evaluation import evaluate
from checks.terminal.ending import WRONG, Wrong, write
from checks.terminal.files import MAX_FILE, MAX_HAR, joined, lines

_logger = logging.getLogger(__name__)

Tell = Callable[[str], None]

DEFAULT_SITE = "https://cors.invalid"
# Options that say nothing to whoever runs the installed command.
DJANGOS_OWN = {"--settings", "--pythonpath", "--traceback", "--verbosity", "--no-color", "--force-color"}


class Command(BaseCommand):
    help = (
        "Read bodies of POST /api/v1/evaluate as JSON Lines, or one HAR file, from FILE or standard input, and "
        "write one document per line. An id is passed through; a line that cannot be used produces a line with "
        "its error."
    )
    requires_system_checks = ()
    requires_migrations_checks = False
    suppressed_base_arguments = DJANGOS_OWN

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="the file to read; - for standard input")
        parser.add_argument("--site", default=DEFAULT_SITE, help="the origin that links to rule pages begin with")

    def handle(self, *args: Any, file: str, site: str, **options: Any) -> None:
        try:
            for document in documents(bodies(lines(file), self._note), site):
                if not write(self.stdout, json.dumps(document, separators=(",", ":")) + "\n"):
                    return
        except Wrong as error:
            raise CommandError(str(error), returncode=WRONG) from error

    def _note(self, sentence: str) -> None:
        self.stderr.write(f"note: {sentence}")


def bodies(source: Iterator[str], tell: Tell) -> Iterator[dict[str, Any] | Refusal]:
    """What each line holds, or why it cannot be used; a HAR is one value over the whole file, and `tell` is given what
    is left out of it."""
    first = next(source, "")
    try:
        value = parse_object(first)
    except Refusal:
        most = MAX_HAR if first.lstrip().startswith("{") else MAX_FILE
        yield from _whole(joined(chain([first], source), most), tell)
        return
    yield from _of(value, tell)
    del first, value
    yield from _lines(source, tell)


def _whole(text: str, tell: Tell) -> Iterator[dict[str, Any] | Refusal]:
    try:
        value = parse_object(text)
    except Refusal:
        yield from _lines(text.split("\n"), tell)
        return
    del text
    yield from _of(value, tell)


def _lines(lines: Iterable[str], tell: Tell) -> Iterator[dict[str, Any] | Refusal]:
    for line in lines:
        if line.strip():
            try:
                value = parse_object(line)
            except Refusal as refusal:
                yield refusal
                continue
            yield from _of(value, tell)


def _of(value: dict[str, Any], tell: Tell) -> Iterator[dict[str, Any] | Refusal]:
    """The body that a value is, or those that a HAR holds."""
    try:
        yield from cases(value, tell) if is_har(value) else [value]
    except Refusal as refusal:
        yield refusal


def documents(found: Iterable[dict[str, Any] | Refusal], site: str) -> Iterator[dict[str, Any]]:
    """A document for each body, with its `id` first where it has one, and what a HAR's entry has to be told."""
    for body in found:
        if isinstance(body, Refusal):
            yield _error(body)
            continue
        passed: dict[str, Any] = {name: body[name] for name in ("id", "notes") if name in body}
        try:
            case = read_recorded(body)
        except Refusal as refusal:
            yield {**passed, **_error(refusal)}
            continue
        try:
            document = evaluate(case.request, case.responses, site, fixes=case.fixes, then=case.then)
        except Exception:
            # One case that we fail on must not cost the others.
            _logger.exception("The case %s failed", body.get("id"))
            document = _error(Refusal("internal_error", "This case could not be judged; that is our fault."))
        yield {**passed, **document}


def _error(refusal: Refusal) -> dict[str, Any]:
    error = {"title": refusal.title, "status": refusal.status, "detail": refusal.detail, "code": refusal.code}
    return error | ({"field": refusal.field} if refusal.field else {})
