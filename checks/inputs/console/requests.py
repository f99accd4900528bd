"""Console messages as the requests that they are about: each with its causes, its notes, and the lines that say so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from checks.cors.fetch_standard import normalize_method
from checks.cors.model import Request
from checks.cors.urls import parse as parse_url
from checks.inputs.console import asked, hints, reasons, rows
from checks.inputs.console.axios import Dump
from checks.inputs.console.facts import Facts
from checks.inputs.console.messages import Message
from checks.inputs.console.remarks import WEBSOCKET_FAILED
from checks.inputs.console.source import Source
from checks.inputs.understood import Cause, Note, Part, Understood

_WHO = {
    "chromium": "Chromium's console",
    "firefox": "Firefox's console",
    "webkit": "Safari's console",
    "edge": "Edge's console",
}
_URL = re.compile(r"(\b[a-z][a-z0-9+.\-]{1,20}://[^\s?#'\"“”‘’<>]{0,300})[?#][^\s'\"“”‘’<>)]*", re.IGNORECASE)
# What follows another failure, or is a warning beside it.
_MILD = frozenset(
    {"request-failed", "error-status", "opaque-response-blocked", "allow-headers-wildcard-authorization",
     "header-forbidden", "cookie-insecure", "cookie-samesite", "cookie-third-party", "expose-missing"}
)  # fmt: skip
_STACK_LINES = 6
_LONGEST_EVIDENCE = 400


def parts(source: Source, found: list[Message], dumps: list[Dump]) -> list[Part]:
    """One part for each request, in the order in which the text speaks of them."""
    placed = [_with_url(message, source) for message in sorted(found, key=lambda message: message.lines[0])]
    groups = _groups(placed)
    made = [_part(group, source, dumps) for group in groups]
    known = {part.found.request.url for part in made}
    made += [_of_dump(dump) for dump in dumps if dump.url not in known]
    return _with_following(made, source)


def _with_url(message: Message, source: Source) -> Message:
    """The message with the URL that stands beside it in its line, where it names none itself."""
    if message.url or message.framed or message.first_url:
        return message
    for number in message.lines:
        # A policy names hosts of its own.
        line = _line(source, number).partition("olicy directive")[0]
        url = rows.url_in(line, without=(message.origin, message.page.rstrip("/")))
        if url and url != message.next_url:
            return replace(message, url=url)
    return message


def _line(source: Source, number: int) -> str:
    end = source.starts[number + 1] - 1 if number + 1 < len(source.starts) else len(source.text)
    return source.text[source.starts[number] : end]


def _groups(found: list[Message]) -> list[list[Message]]:
    """The messages in groups of one request each; one without a URL belongs to its neighbour."""
    groups: dict[str, list[Message]] = {}
    hops: dict[str, str] = {}
    waiting: list[Message] = []
    current = ""
    for message in found:
        url = message.url or message.first_url
        if not url:
            if current and _goes_with(message, groups[current]):
                groups[current].append(message)
            else:
                waiting.append(message)
            continue
        current = url if url in groups else hops.get(url) or _cut_short(url, groups)
        groups.setdefault(current, []).extend([*waiting, message])
        hops |= {hop: current for hop in (message.first_url, message.next_url) if hop and hop not in hops}
        waiting = []
    if waiting:
        groups.setdefault(current, []).extend(waiting)
    return [group for group in groups.values() if any(m.rules or m.says or m.framed for m in group)]


def _goes_with(message: Message, group: list[Message]) -> bool:
    """Whether a message without a URL is about the request before it."""
    return message.nothing or not message.rules or any(message.rules == other.rules for other in group)


def _cut_short(url: str, groups: Collection[str]) -> str:
    """The URL that is known and of which this is the end, or which is the end of this one; else this one."""
    near = [known for known in groups if "://" not in known] if "://" in url else groups
    return next((known for known in near if _is_end(url, known) or _is_end(known, url)), url)


def _is_end(part: str, url: str) -> bool:
    """Whether the one is no whole URL, and the end of the other."""
    if "://" in part:
        return False
    path = url.partition("?")[0]
    return url.endswith(part) or path.endswith((part, f"/{part}/"))


def _part(group: list[Message], source: Source, dumps: list[Dump]) -> Part:
    telling = max(group, key=_weight)
    around = _around(group, source)
    facts = replace(_facts(group, telling), script=rows.place(around)[0], extension=rows.is_extensions(around))
    meant = reasons.meant(telling.rules, facts) if not telling.nothing else ()
    if meant[:1] == ("request-failed",) and facts.url.startswith(("ws:", "wss:")):
        meant = ()
        telling = replace(telling, says=WEBSOCKET_FAILED)
    evidence = _evidence(telling)
    certain = len(telling.rules) == 1 and not telling.cut
    causes = tuple(
        Cause(rule, hints.why(rule, facts, first=number == 0), evidence, certain and number == 0 and len(meant) == 1)
        for number, rule in enumerate(meant)
    )
    beside = tuple(
        Cause(rule, hints.why(rule, facts, first=False), evidence)
        for rule in reasons.of_page(facts)
        if rule not in meant
    )
    causes = (*causes[:1], *beside, *causes[1:])
    dump = next((dump for dump in dumps if dump.url == facts.url or not facts.url), None)
    lines = {number for message in group for number in message.lines}
    if dump is not None:
        lines |= set(dump.lines)
    browser = next((message.browser for message in group if message.browser), "")
    request, notes = asked.request(facts, meant, dump)
    says = [*_says(group, telling, causes), *_placed(around)]
    if not causes and facts.origin and (told := hints.extension(facts)):
        says.append(Note("fact", told))
    what = f"{'lines' if len(group) > 1 else 'a line'} of {_WHO.get(browser, 'a browser’s console')}"
    return Part(
        tuple(sorted(lines)),
        Understood(
            what,
            request,
            notes=(*says, *notes),
            causes=causes,
            blocked=True,
            kind=f"{browser if browser in ('chromium', 'firefox', 'webkit') else 'browser'}-console",
        ),
    )


def _says(group: list[Message], telling: Message, causes: tuple[Cause, ...]) -> Iterator[Note]:
    """What is to be told: of a message without a rule, of lines that say no reason, of where the call stands."""
    told = [message.says for message in group if message.says and (not message.nothing or not causes)]
    if not causes and not told:
        told = ["This line gives no reason. Copy the whole red line from the Console."]
    for sentence in dict.fromkeys(told[:3] if not telling.says else [telling.says, *told[:2]]):
        if not (causes and telling.nothing):
            yield Note("fact", sentence)


def _around(group: list[Message], source: Source) -> str:
    """The lines of the messages with the stack frames behind the last of them."""
    first, last = min(m.lines[0] for m in group), max(m.lines[-1] for m in group)
    wanted = {number for message in group for number in message.lines}
    behind = list(range(last + 1, min(last + 1 + _STACK_LINES, len(source.starts))))
    frames = [number for number in behind if rows.goes_on(_line(source, number))]
    return "\n".join(_line(source, number)[:1000] for number in (*sorted(wanted), *frames) if number >= first)


def _placed(around: str) -> Iterator[Note]:
    """Where the call stands in the page's scripts, as far as the console says."""
    script, line = rows.place(around)
    if script:
        yield Note("fact", f"The console shows line {line} of {script} as the place of the call.", "initiator")


def _weight(message: Message) -> tuple[int, bool, bool]:
    """How much a message says: one with rules of its own more than one that any failure prints."""
    if message.nothing:
        return 0, bool(message.says), bool(message.url)
    if not message.rules:
        return 1 if message.says else 0, True, bool(message.url)
    if message.rules[0] in _MILD:
        return 2, message.framed, bool(message.url)
    return 4 if message.framed or message.url or not message.net_error else 3, not message.cut, message.framed


def _facts(group: list[Message], telling: Message) -> Facts:
    def first(name: str) -> str:
        return getattr(telling, name) or next((getattr(m, name) for m in group if getattr(m, name)), "")

    others = [message for message in group if message is not telling]
    options = next((m.status for m in others if m.method == "OPTIONS" and m.status), None)
    preflight = telling.preflight or bool(telling.rules and telling.rules[0].startswith("preflight"))
    row = next((m.status for m in others if m.status and m.method != "OPTIONS" and (m.method or not m.rules)), None)
    status = telling.status or (options if preflight else row)
    methods = [m.method for m in (telling, *others) if m.method and (m is telling or m.method != "OPTIONS")]
    return Facts(
        browser=first("browser"),
        url=first("url") or first("next_url"),
        first_url=first("first_url"),
        next_url=first("next_url"),
        origin=first("origin") or _origin_of(first("page")),
        initiator=first("initiator"),
        method=methods[0] if methods else "",
        header=first("header"),
        value=telling.value,
        mime=first("mime"),
        scheme=first("scheme"),
        status=status,
        preflight=preflight,
        net_error=first("net_error"),
        directive=first("directive"),
    )


def _origin_of(page: str) -> str:
    parsed = parse_url(page) if page else None
    return parsed.origin if parsed is not None and parsed.is_http else ""


def _evidence(message: Message) -> str:
    """The words of the text that say so, with URLs cut to what a sentence may repeat."""
    return _URL.sub(r"\1", message.words)[:_LONGEST_EVIDENCE]


def _of_dump(dump: Dump) -> Part:
    """An AxiosError without a console line: the request is known, the reason is not."""
    said = (
        f"axios read a response with status {dump.status}, so CORS let it through."
        if dump.status
        else (
            "axios only says “Network Error”, the same for every failure, without a reason. Add the red line "
            "from the console, or check this request here."
        )
    )
    request = Request(
        dump.url,
        "",
        method=normalize_method(dump.method),
        headers=dump.headers,
        credentials="include" if dump.credentials else "same-origin",
        initiator="xmlhttprequest",
        body=dump.body,
    )
    notes = (Note("fact", said), Note("guess", "An AxiosError does not name the page's origin. Add it.", "origin"))
    return Part(
        dump.lines, Understood("an AxiosError", request, notes=notes, blocked=not dump.status, kind="axios-error")
    )


def _with_following(made: list[Part], source: Source) -> list[Part]:
    """The parts with the stack frames and other lines that only add to them."""
    lines = {number for part in made for number in part.lines}
    added: dict[int, list[int]] = {}
    for number in rows.following(source, lines):
        owner = max((part for part in made if part.lines[0] < number), key=lambda part: part.lines[0], default=made[0])
        added.setdefault(made.index(owner), []).append(number)
    return [replace(part, lines=tuple(sorted({*part.lines, *added.get(index, ())}))) for index, part in enumerate(made)]
