"""`corschecker`: the installed command, with its parts."""

from __future__ import annotations

import sys

from checks.terminal.ending import WRONG, ended, standard_output, write

USAGE = """\
usage: corschecker {check,evaluate,serve} ...

  check      say what browsers do with a request, from this machine
  evaluate   judge recorded responses: JSON Lines or a HAR in, one document per line out
  serve      serve the site on this machine

corschecker check --help lists the options.
"""


def main(words: list[str] | None = None) -> int:
    """Returns the exit status; 2 for a command that there is not."""
    words = sys.argv[1:] if words is None else words
    match words[:1]:
        case ["check"]:
            from checks.terminal.check import main as check

            return check(words[1:])
        case ["evaluate"]:
            from checks.terminal.evaluate import main as evaluate

            return evaluate("corschecker", words[1:])
        case ["serve"]:
            from checks.terminal.serve import main as serve

            return serve(words[1:])
        case ["--version"]:
            from checks import __version__

            return ended("corschecker", lambda: _print(f"corschecker {__version__}\n"))
        case ["-h" | "--help"]:
            return ended("corschecker", lambda: _print(USAGE))
    print(USAGE, end="", file=sys.stderr)
    return WRONG


def _print(text: str) -> int:
    write(standard_output(), text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
