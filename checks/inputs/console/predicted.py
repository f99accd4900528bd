"""The wordings of every rule's own example: what each browser prints, with slots for what differs between requests.

So what the console's lines are read by cannot fall behind what the rules say.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

from checks.cors import judge, lab
from checks.cors.model import Answer, Failure, HttpRequest
from checks.cors.rules import RULES
from checks.inputs.console.wording import Wording, pieces

LAB, PAGE = "http://localhost:8000", "http://127.0.0.1:8000"
# What stands around a reason, in the words of each browser.
_AROUND = re.compile(
    r"(?s)Access to .{0,300}? has been blocked by CORS policy: (?:Response to preflight request doesn't pass access"
    r" control "
    r"check: )?(.{0,1000})|Cross-Origin Request (?:Blocked"
    r"|Warning): .{0,300}?\(Reason: (.{0,300}?)\)\.(?: Status code: .{0,20})?"
    r"|Cross-origin redirection to \S{1,300} denied by Cross-Origin Resource Sharing policy: (.{0,1000})"
)
_TAIL = re.compile(
    r" Have the server send the header with a valid value\.| The credentials mode of requests initiated by the "
    r"XMLHttpRequest is controlled by the withCredentials attribute\.|\.? Status code: \d{1,6}"
)
# What differs, by the words around it.
_SLOTS = tuple(
    (re.compile(pattern), slot)
    for pattern, slot in (
        (r"has a value '.{0,300}?' that", "has a value {value} that"),
        (r"multiple values '.{0,300}?', but", "multiple values {value} but"),
        (r"the invalid value '.{0,300}?'\.?$", "the invalid value {value}"),
        (r"does not match ‘.{0,300}?’$", "does not match {value}"),
        (r"response is '.{0,300}?' which", "response is {value} which"),
        (r"invalid token ‘.{0,300}?’ in", "invalid token {value} in"),
        (r"has an invalid value: .{0,1000}", "has an invalid value: {value}"),
        (r"header ‘[^’]{0,200}’ is not allowed according", "header {header} is not allowed according"),
        (r"Request header field \S{1,300} is", "Request header field {header} is"),
        (r"Method \S{1,300} is", "Method {method} is"),
        (r"Origin \S{1,300} is not", "Origin {origin} is not"),
        (r"URL scheme \"[^\"]{0,100}\"", "URL scheme {scheme}"),
        (r"network port \d{1,6}: \S{1,300}", "network port {port}: {url}"),
        (r"status of \d{1,6} \([^()]{0,100}\)", "status of {status}"),
        (r"protocol schemes: .{0,1000}", "protocol schemes"),
        (r"address space `\w{1,40}`|`\w{1,40}` address space", "address space {space}"),
        (r"because [‘'“\"]\w{1,40}[’'”\"] was given", "because {_} was given"),
        (r"MIME type \((?:'.{0,300}?'|“.{0,300}?”)\)", "MIME type ({mime})"),
        (r"directive: [“\"].{0,300}?[”\"](?=$|\.)", "directive: {directive}"),
        (r"Reason: “[^”]{0,200}”", "Reason: {value}"),
        (r"at “?localhost:\d{1,6}\S{0,300}?”?(?= )|load localhost:\d{1,6}\S{0,300}?(?=\. )", "load {url}"),
        (r"The page at '?https?://\S{1,300}?'? ", "The page at {page} "),
        (r"Content at https?://\S{1,300}", "Content at {page}"),
        (
            r"than request origin https?://\S{1,300}|the request origin https?://\S{1,300}",
            "the request origin {origin}",
        ),
        (r"[‘'“\"]?[a-z][a-z0-9+.\-]{0,20}://[^\s'‘’“”\"()<>]{0,300}[^\s'‘’“”\"()<>.,:;][’'”\"]?", "{url}"),
    )
)
# What accompanies other lines and means nothing by itself.
_FOLLOWS = re.compile(
    r"Failed to load resource: net::|.{0,300}due to access control checks|Fetch API cannot load [^ ]{0,300}$"
    r"|Not allowed to request resource|Cross-origin \w+ load denied|Firefox can’t establish a connection"
)
# Firefox prints it after each of its other reasons.
NO_ANSWER = "CORS request did not succeed"
_NO_ANSWER_RULES = (
    "request-failed",
    "tls-invalid",
    "response-malformed",
    "redirect-loop",
    "redirect-not-http",
    "redirect-location-invalid",
    "redirect-userinfo",
)


@cache
def predicted() -> tuple[Wording, ...]:
    """Every wording that some example calls forth, with the rules whose examples do."""
    found: dict[tuple[str, ...], tuple[Wording, dict[str, None]]] = {}
    for rule_id in RULES:
        request = lab.request(rule_id, "broken", lab=LAB, page=PAGE)
        judged = judge.judge(request, lambda rule_id=rule_id: lambda sent: answer(rule_id, sent))  # type: ignore[misc]
        for browser, outcome in judged.outcomes.items():
            for line in outcome.console if outcome.rule == rule_id else ():
                text = _template(line)
                if text:
                    wording = Wording(text, browser=browser)
                    found.setdefault(pieces(wording)[0], (wording, {}))[1][rule_id] = None
    return tuple(
        Wording(wording.text, _NO_ANSWER_RULES if wording.text == NO_ANSWER else tuple(rules), browser=wording.browser)
        for wording, rules in found.values()
    )


def _template(line: str) -> str:
    """The line's reason with slots; empty where it is none."""
    if _FOLLOWS.match(line):
        return ""
    around = _AROUND.fullmatch(line)
    text = next(part for part in around.groups() if part is not None) if around else line
    text = _TAIL.sub("", text)
    if "{" in text or "}" in text:
        return ""
    for pattern, slot in _SLOTS:
        text = pattern.sub(slot, text)
    return text.strip(" .")


def answer(rule_id: str, sent: HttpRequest) -> Answer:
    """What the lab's server would answer; elsewhere nothing answers."""
    url = urlsplit(sent.url)
    if url.scheme == "https":
        return Failure("tls_error", "", "ERR_SSL_PROTOCOL_ERROR")
    if url.path != lab.path(rule_id, "broken"):
        return Failure("connect_error", "", "ERR_CONNECTION_REFUSED")
    hop = int(parse_qs(url.query).get("hop", ["0"])[0])
    reply = lab.reply(rule_id, "broken", hop, **lab.asked(sent), lab=LAB, page=PAGE)
    return reply or Failure("connect_error", "", "ERR_CONNECTION_REFUSED")
