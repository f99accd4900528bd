"""`corschecker`: the installed command, with its parts."""

from __future__ import annotations

import os
import secrets
import sys

USAGE = """\
usage: corschecker {check,evaluate,serve} ...

  check      say what browsers do with a request, from this machine
  evaluate   judge recorded answers: JSON Lines or a HAR in, one document a line out
  serve      serve the site on this machine

corschecker check --help lists what it takes.
"""


def main(words: list[str] | None = None) -> int:
    """Returns the exit status; 2 for a command that there is not."""
    words = sys.argv[1:] if words is None else words
    match words[:1]:
        case ["check"]:
            from checks.terminal.check import main as check

            return check(words[1:])
        case ["evaluate"]:
            return _evaluate(words[1:])
        case ["serve"]:
            from checks.terminal.serve import main as serve

            return serve(words[1:])
        case ["--version"]:
            from corschecker import __version__

            print(f"corschecker {__version__}")
            return 0
        case ["-h" | "--help"]:
            print(USAGE, end="")
            return 0
    print(USAGE, end="", file=sys.stderr)
    return 2


def _evaluate(words: list[str]) -> int:
    """`manage.py evaluate`. It serves, signs and stores nothing, so it needs no deployment's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["corschecker", "evaluate", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
