"""The words of `corschecker check` and what they ask for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

from checks.cors.model import Request
from checks.cors.recorded import RecordedResponse
from checks.inputs import choices, fields
from checks.inputs.request_fields import FIELDS
from checks.inputs.url_spelling import shown
from checks.refusal import Refusal
from checks.terminal.ending import Wrong
from checks.terminal.files import MAX_HAR, is_file, read_text
from checks.terminal.formats import DEFAULT, FORMATS

MAX_TIMEOUT_S = 600
# Fields of the request that are options of the same name.
CHOSEN = ("credentials", "mode", "redirect", "initiator")
DESCRIPTION = """\
Say what Chromium, Firefox and Safari do with a cross-origin request: the verdict, the console lines, the rule and the
fix. Loopback and private addresses may be checked. Exit status: 0 everything as wanted, 1 something is blocked or
unsafe, 2 something did not respond, or the command is wrong.
"""
EXAMPLES = """\
examples:
  corschecker check https://api.example.com/items --origin http://localhost:3000
  corschecker check https://api.example.com/items --origin https://app.example.com -X PUT \\
      -H 'Content-Type: application/json' --credentials include --stack nginx
  pbpaste | corschecker check --from-curl -
  corschecker check --har recording.har --format junit
  corschecker check --policy cors-policy.toml
"""


class Case(NamedTuple):
    """A request to check; `responses` where it is judged from a recording."""

    request: Request
    responses: tuple[RecordedResponse, ...] | None = None


def parser(program: str) -> argparse.ArgumentParser:
    """The options; `program` is what was typed to get here."""
    made = argparse.ArgumentParser(
        prog=program, description=DESCRIPTION, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = made.add_argument
    add("urls", nargs="*", metavar="URL", help="what the page requests; several are checked one after the other")
    add("--origin", action="append", default=[], help="origin of the page, or null; can be repeated")
    add("-X", "--method", default=None, help="method of the request (GET)")
    add("-H", "--header", action="append", default=[], metavar="NAME: VALUE", help="a header that the page's code sets")
    for name in CHOSEN:
        field = FIELDS[name]
        meaning = field.sentence[0].lower() + field.sentence[1:].rstrip(".")
        add(f"--{name}", choices=field.words, default=None, help=f"{meaning} ({field.default})")
    add("--confirm-side-effects", action="store_true", help="send the main request although it may change data")
    add("--no-probes", action="store_true", help="do not test who else may read the response")
    add("--timeout", type=_seconds, default=15.0, metavar="S", help="seconds for one check (15)")
    source = made.add_mutually_exclusive_group()
    source.add_argument(
        "--from-curl",
        metavar="TEXT",
        help="a copied curl, fetch, console line or headers: the text itself, a file with it, or -",
    )
    source.add_argument("--har", metavar="FILE", help="judge the responses in a HAR; nothing is sent")
    source.add_argument("--policy", metavar="FILE", help="compare what is allowed with a policy file")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--format", choices=list(FORMATS), help=f"what to print ({DEFAULT}: {FORMATS[DEFAULT]})")
    for name, what in FORMATS.items():
        if name != DEFAULT:
            form.add_argument(f"--{name}", dest="format", action="store_const", const=name, help=f"print {what}")
    add("--stack", metavar="NAME", help="print the configuration that fixes it: nginx, express, flask …")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours (auto)")
    return made


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= MAX_TIMEOUT_S:
        raise argparse.ArgumentTypeError(f"give a number of seconds up to {MAX_TIMEOUT_S}, such as 15")
    return value


def cases(options: argparse.Namespace) -> list[Case]:
    """What to check; raises Wrong."""
    try:
        if options.har is not None:
            return _of_har(read_text(options.har, MAX_HAR))
        if options.from_curl is not None:
            return _of_fragment(_text_or_file(options.from_curl), options)
        return _of_urls(options)
    except Refusal as error:
        raise Wrong(f"{error.field}: {error.detail}") from error


def _of_urls(options: argparse.Namespace) -> list[Case]:
    if not options.urls:
        raise Wrong("Give a URL, --from-curl, --har or --policy.")
    if not options.origin:
        raise Wrong("Give the page's origin: --origin http://localhost:3000.")
    return [
        Case(_request(options, Request(fields.url(url), fields.origin(origin))))
        for url, origin in product(options.urls, options.origin)
    ]


def _request(options: argparse.Namespace, base: Request) -> Request:
    """`base` with what the options say."""
    told = {name: value for name in CHOSEN if (value := getattr(options, name)) is not None}
    method = fields.method(options.method) if options.method else base.method
    given = fields.header_lines("\n".join(options.header))
    named = {name.lower() for name, _ in given}
    headers = (*(pair for pair in base.headers if pair[0].lower() not in named), *given)
    made = replace(base, method=method, headers=headers, **told)
    made = replace(made, initiator=choices.made_by(made.initiator, made.url))
    choices.possible(made.initiator, made.method, made.headers)
    return made


def _of_fragment(text: str, options: argparse.Namespace) -> list[Case]:
    from checks.running.fragment_document import read_fragment

    typed: dict[str, Any] = {name: value for name in CHOSEN if (value := getattr(options, name)) is not None}
    if options.origin:
        typed["origin"] = fields.origin(options.origin[0])
    try:
        read = read_fragment(text, typed, "")
    except Refusal as refusal:
        raise Wrong(refusal.detail) from refusal
    judged, found = read[0]
    for cause in found.causes[:1]:
        print(f"note: It means {cause.rule}. {cause.why}".rstrip(), file=sys.stderr)
    if judged is not None:
        print(f"note: By the pasted responses it is {judged['verdict']}. The server is asked again.", file=sys.stderr)
    if len(read) > 1:
        asked = f"{found.request.method} {shown(found.request.url)}"
        print(f"note: It has {len(read)} requests; {asked} is checked.", file=sys.stderr)
    for left in found.left_out:
        print(f"note: Left out: “{left.text}”. {left.why}", file=sys.stderr)
    if found.configuration and not found.request.url:
        raise Wrong(f"Read as {found.configuration.name}, which makes no request. Paste the request that fails.")
    for note in found.notes:
        # What an option says is no guess any more.
        if note.kind != "guess" or not getattr(options, note.field or "", None):
            print(f"note: {note.text}", file=sys.stderr)
    if not found.request.url:
        raise Wrong(f"Read as {found.what}, which has no URL. Paste the request too.")
    origins = [fields.origin(origin) for origin in options.origin] or [found.request.origin]
    if not origins[0]:
        raise Wrong(f"Read as {found.what}, which does not name the page's origin. Add --origin http://localhost:3000.")
    return [Case(_request(options, replace(found.request, origin=origin))) for origin in origins]


def _of_har(text: str) -> list[Case]:
    from checks.inputs.evaluate_json import read_recorded
    from checks.inputs.hars.cases import cases
    from checks.inputs.hars.entries import is_har
    from checks.inputs.json_text import parse_object

    try:
        value = parse_object(text)
        if not is_har(value):
            raise Wrong("This file is not a HAR: it has no log with entries.")
        read = [read_recorded(case) for case in cases(value)]
    except Refusal as refusal:
        raise Wrong(refusal.detail) from refusal
    return [Case(item.request, item.responses) for item in read]


def file(options: argparse.Namespace) -> str | None:
    """The file that the requests are read from; None where they are typed, or come by the standard input."""
    given = options.policy or options.har or options.from_curl
    return given if given and given != "-" and is_file(given) else None


def _text_or_file(given: str) -> str:
    return read_text(given) if given == "-" or is_file(given) else given


def known_stacks() -> Sequence[str]:
    from checks.fixes.stacks import STACKS

    return list(STACKS)
