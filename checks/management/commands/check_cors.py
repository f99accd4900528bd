"""`manage.py check_cors`: the terminal's check. `manage.py` itself runs it without Django where it can."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from checks.terminal.check import main


class Command(BaseCommand):
    help = "Say what browsers do with a cross-origin request, from this machine and without a database."
    requires_system_checks = ()
    requires_migrations_checks = False

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(main(argv[2:], program=f"{argv[0]} {argv[1]}"))

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("words", nargs="*")
        return parser

    def handle(self, *args: Any, words: list[str], **options: Any) -> None:
        status = main(words)
        if status:
            sys.exit(status)
