"""What a person looks for among the rules: words of theirs, or a line of a console that names them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from checks.cors.rules import RULES
from checks.cors.rules.base import Example, Rule
from checks.inputs.console.named import Named, named
from checks.inputs.dummy import clean_text, secrets_in
from checks.pages.htmx import is_by_htmx, target
from checks.pages.rendered import render_with
from checks.pages.topics import topic_of
from checks.refusal import Refusal
from checks.running import fragments, readers
from checks.wording import words

# What an address holds in every browser and server; a line of a console is a fifth of it.
MAX_TEXT = 2_000
# Words that are shorter are no message of a browser.
_SHORTEST_LINE = 12
_PUNCTUATION = "'\"‘’“”`.,:;()[]{}<>"
_ADVICE = "Shorten it, or paste it on the front page."


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed: as words, or as what the lines of a console name. `shown` is what may stand in the box again:
    nothing of a console's line, and no secret."""

    words: tuple[str, ...] = ()
    line: Named | None = None
    shown: str = ""
    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.line)

    def fits(self, text: str) -> bool:
        """Whether the text, in lower case, has every word."""
        return all(word in text for word in self.words)


async def sought(request: HttpRequest) -> Sought:
    """What the address of a request asks for; a text that a browser may have printed is read in another process."""
    text = request.GET.get("q", "")[:MAX_TEXT].strip()
    typed = Sought(_words_in(text), shown=clean_text(text, secrets_in(text)))
    if len(text) < _SHORTEST_LINE:
        return typed
    try:
        async with fragments.reading("find", request.META.get("REMOTE_ADDR", "")):
            found = await readers.default().run(_ADVICE, named, text)
    except Refusal as refusal:
        return Sought(typed.words, shown=typed.shown, refusal=refusal)
    return Sought(line=found) if found.what else typed


def rules_for(found: Sought) -> list[Rule]:
    """The rules that were looked for; those that a line means with the likeliest first."""
    if found.line is not None:
        return [RULES[rule] for rule in found.line.rules]
    return [rule for rule in RULES.values() if found.fits(_text(rule.id))]


def is_named(rule: Rule, found: Sought) -> bool:
    """Whether the words stand in what a rule is called."""
    return found.fits(f"{rule.id} {rule.title}".lower())


def found_page(
    request: HttpRequest, found: Sought, template: str, fragment: str, context: dict[str, Any]
) -> HttpResponse:
    """The page with the box and what it finds; for htmx what it finds alone, and what is said of that. `context` has
    `kind`, what is looked for, and how many of them are `hits` among `total`."""
    said = _said(found, context["kind"], context["hits"], context["total"])
    shown = {"found": found, "said": said, "fragment": fragment, "action": request.path, **context}
    headers = dict(found.refusal.headers) if found.refusal else {}
    if is_by_htmx(request) and target(request) == "list":
        template = "rules/_found.html"
        if found.line is None:
            headers["HX-Replace-Url"] = f"{request.path}?{urlencode({'q': found.shown})}" if found else request.path
    status = found.refusal.status if found.refusal else 200
    return render_with(request, template, shown, status=status, headers=headers)


def _said(found: Sought, kind: str, hits: int, total: int) -> str:
    """How much was found, in a sentence."""
    of_all = f"{hits} of {total} {kind}s match{'es' * (hits == 1)}."
    if found.refusal is not None:
        return f"{found.refusal.detail} By its words, {of_all}"
    if not found:
        return f"{total} {kind}s"
    if found.line is None:
        return of_all if hits else f"No {kind} matches."
    if not hits:
        return f"Read as {found.line.what}, which names no reason."
    fit = f"{hits} {kind}s fit, the likeliest first" if hits > 1 else f"one {kind} fits"
    return f"Read as {found.line.what}: {fit}."


def _words_in(text: str) -> tuple[str, ...]:
    stripped = (word.strip(_PUNCTUATION) for word in text.lower().split())
    return tuple(dict.fromkeys(word for word in stripped if word))


@cache
def _text(rule_id: str) -> str:
    """All that tells what a rule is about, in lower case, in one line."""
    rule, topic = RULES[rule_id], topic_of(rule_id)
    told = (rule.id, rule.title, rule.label, rule.why, rule.remedy, words.SEVERITIES[rule.severity].text)
    about = (topic.title,) if topic else ()
    return " ".join(" ".join((*told, *about, *_headers(rule))).lower().replace("`", "").split())


def _headers(rule: Rule) -> set[str]:
    """The headers in which a rule's broken example differs from the right one."""
    return {name for name, _ in _fields(rule.broken) ^ _fields(rule.right)}


def _fields(example: Example) -> set[tuple[str, str]]:
    sent = example.request.get("headers", ())
    answered = (field for hop in example.hops for reply in (hop.main, hop.preflight) for field in reply.headers)
    return {*sent, *answered}
