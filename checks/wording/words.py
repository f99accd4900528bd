"""The words and shapes of verdicts: the same for the page, its Markdown and its title.

A colour never stands alone: each tone comes with a word and with a shape that differs from every other's outline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from checks.cors import urls
from checks.cors.rules.network import NOT_ASKED
from checks.wording import sockets
from checks.wording.visible import shorten, visible

Tone = Literal["good", "bad", "wary", "plain"]
Shape = Literal["disc", "octagon", "triangle", "diamond", "half", "ring", "barred"]


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict as a reader meets it."""

    text: str
    tone: Tone
    shape: Shape


# For pictures, which stand alone: the tones of the light theme.
COLOURS: Mapping[Tone, str] = {"good": "#17652b", "wary": "#825100", "bad": "#b01c1c", "plain": "#55595f"}
VERDICTS: Mapping[str, Word] = {
    "allowed": Word("Allowed", "good", "disc"),
    "blocked": Word("Blocked", "bad", "octagon"),
    "differs": Word("Browsers differ", "wary", "diamond"),
    "preflight-only": Word("Preflight passes", "wary", "half"),
    "unreachable": Word("No response", "bad", "barred"),
    "inconclusive": Word("Not proven", "wary", "ring"),
}
WORKS_BUT_DANGEROUS = Word("Works, but dangerous", "bad", "triangle")
OUTCOMES: Mapping[str, Word] = {
    "allowed": Word("allowed", "good", "disc"),
    "blocked": Word("blocked", "bad", "octagon"),
    "opaque": Word("opaque", "wary", "ring"),
    "refused": Word("refused", "bad", "octagon"),
    "unreachable": Word("no response", "bad", "barred"),
    "unknown": Word("not recorded", "wary", "ring"),
}
NOT_PROVEN = Word("not proven", "wary", "ring")
PREFLIGHT_PASSES = Word("preflight passes", "wary", "half")
LOADS = Word("loads it, unreadable", "good", "disc")
NOT_SENT = Word("not sent", "plain", "ring")
NOT_FOLLOWED = Word("not known", "plain", "ring")
SAFETIES: Mapping[str, tuple[Word, str]] = {
    "safe": (Word("Safe", "good", "disc"), "No other site can read more here than it should."),
    "caution": (Word("Caution", "wary", "triangle"), "Other sites may be able to read more than you mean them to."),
    "dangerous": (Word("Dangerous", "bad", "octagon"), "Sites you do not know can read what is meant for your own."),
    "unknown": (Word("Safety unknown", "plain", "ring"), "Nothing here shows who else may read the response."),
}
# Of a check whose verdict stands.
UNFINISHED: Mapping[str, str] = {
    "running": "The test requests from other origins still run.",
    "interrupted": "The test requests from other origins were interrupted: check again.",
}
SEVERITIES: Mapping[str, Word] = {
    "error": Word("error", "bad", "octagon"),
    "security": Word("security", "bad", "diamond"),
    "warning": Word("warning", "wary", "triangle"),
    "info": Word("note", "plain", "ring"),
}
_OF_A_RESPONSE = "The response "
CAUSE = Word("cause", "plain", "ring")
SEVERITY_ORDER = tuple(SEVERITIES)
BROWSERS: Mapping[str, str] = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "Safari"}
PURPOSES: Mapping[str, str] = {
    "preflight": "preflight",
    "main": "main request",
    "redirect": "redirected request",
    "redirect-preflight": "preflight of the redirect",
    "probe": "probe",
}
# What a check is at, while it runs.
STEPS: Mapping[str, str] = {
    "preflight": "Asking for permission (preflight)",
    "main": "Sending the request",
    "redirect": "Following the redirect",
    "redirect-preflight": "Asking for permission to follow the redirect (preflight)",
    "probe": "Asking as another site",
}
INITIATORS: Mapping[str, str] = {
    "fetch": "fetch()",
    "xmlhttprequest": "XMLHttpRequest (axios, jQuery, Angular)",
    "img": "an image drawn on a canvas",
    "font": "a web font",
    "script": "a script tag with crossorigin",
    "module-script": "a module script or import",
    "stylesheet": "a stylesheet with crossorigin",
    "preload": "a preload link",
    "eventsource": "EventSource",
    "websocket": "a WebSocket",
    "video": "a video",
    "audio": "a sound",
    "track": "a track of subtitles",
    "beacon": "navigator.sendBeacon()",
    "worker-script": "the script of a worker",
    "worker-module": "the script of a module worker",
    "import-scripts": "importScripts() of a worker",
    "worker-static-import": "a static import of a worker",
    "worker-import": "an import() of a worker",
    "manifest": "a web app manifest",
    "prefetch": "a prefetch link",
    "modulepreload": "a modulepreload link",
    "css-image": "a CSS mask or shape",
    "json-module": "a JSON module",
    "css-module": "a CSS module",
    "wasm": "WebAssembly by streaming",
    "fetch-later": "fetchLater()",
}
FAILURES: Mapping[str, str] = {
    "dns_error": "The host name does not resolve.",
    "connect_error": "Nothing accepts connections there.",
    "tls_error": "The TLS connection fails, most often over its certificate.",
    "timeout": "No response came in time.",
    "bad_response": "What came back is not HTTP.",
    "response_too_large": "The response headers are larger than this checker reads.",
    "too_many_redirects": "It redirects more than 20 times.",
    "rate_limited": "This checker has asked the host as often as it may for now.",
    "target_busy": "This checker asks the host as much at once as it may.",
    "not_sent": "It was not sent, because it may change data on the server.",
    "not_recorded": "Its response was not pasted or recorded.",
}


def safety(document: Mapping[str, Any]) -> tuple[Word, str]:
    """Who else may read the response; where no rule speaks of it, the reason itself is the sentence."""
    word, sentence = SAFETIES[document["safety"]]
    if document.get("state") in UNFINISHED:
        return word, UNFINISHED[document["state"]]
    reasons = document.get("safety_reasons", [])
    if document["safety"] in ("safe", "unknown") and reasons:
        sentence = reasons[0]["detail"]
    if sockets.is_socket(document):
        sentence = sockets.OTHERS.get(document["safety"], sentence)
    return word, sentence


def finding_word(finding: Mapping[str, Any]) -> Word:
    """How grave a finding is, or that it is the cause of another."""
    return CAUSE if finding.get("explains") else SEVERITIES[finding["severity"]]


def finding_title(finding: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What was found; of what is inferred, that it is, and of a preflight's response, that it is that one."""
    title = str(finding["title"])
    if title.startswith(_OF_A_RESPONSE) and _is_of_a_preflight(finding, document):
        title = f"The preflight's response {title.removeprefix(_OF_A_RESPONSE)}"
    return f"Probably: {title}" if finding["confidence"] == "inferred" else title


def _is_of_a_preflight(finding: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    number = finding["evidence"][0].get("exchange") if finding["evidence"] else None
    return number is not None and "preflight" in document["exchanges"][number]["purpose"]


def shown_findings(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The findings; without guesses until all is asked, since the responses to diagnostic requests show the cause."""
    findings: Sequence[Mapping[str, Any]] = document["findings"]
    if document.get("state") not in UNFINISHED:
        return findings
    return [finding for finding in findings if finding["confidence"] == "measured"]


def reached(finding: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Of what a browser blocks by, whether the request itself came to the server."""
    blocking = [browser for browser in document["browsers"].values() if browser.get("rule") == finding["rule"]]
    if not blocking or not finding["evidence"] or (number := finding["evidence"][0].get("exchange")) is None:
        return ""
    exchange = document["exchanges"][number]
    if not exchange["response"]:
        return ""
    if exchange["purpose"] == "preflight" and blocking[0]["exchanges"][-1] == number:
        return f"Only the preflight was sent. Your {visible(document['request']['method'])} was not."
    return "The request reached the server all the same." if exchange["purpose"] == "main" else ""


def listing(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def duration(seconds: int) -> str:
    """`not at all`, `5 seconds`, `1 minute 30 seconds`, `2 hours`."""
    parts, rest = [], seconds
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count} {name}{'s' * (count > 1)}")
    return " ".join(parts[:2]) or "not at all"


def reuse(preflight: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who keeps a document's preflight how long and why, browsers that do alike together."""
    groups: dict[str, list[str]] = {}
    for name, known in preflight.get("cache", {}).items():
        groups.setdefault(f"{duration(known['seconds'])}: {known['why']}", []).append(BROWSERS[name])
    return [(listing(names), visible(told)) for told, names in groups.items()]


def host_of(url: str) -> str:
    """Host and port of a URL as they go on the wire, a name in punycode; the text itself where it is no URL."""
    parsed = urls.parse(url)
    if parsed is None or not parsed.hostname:
        return shorten(visible(url), 60)
    return f"{parsed.hostname}:{parsed.port}" if parsed.port else parsed.hostname


def failure_sentence(exchange: Mapping[str, Any]) -> str:
    """What became of an exchange without a response; bytes that are not HTTP are no failure of the network."""
    failure = exchange.get("failure") or {"code": "bad_response"}
    return visible(failure.get("detail") or FAILURES.get(failure["code"]) or f"It failed ({failure['code']}).")


def verdict_sentence(document: Mapping[str, Any]) -> str:
    """One sentence under the verdict: who lets whom read what."""
    request = document["request"]
    origin, host = visible(request["origin"]), host_of(request["url"])
    page = "a page of origin null" if origin == "null" else f"a page on {origin}"
    if sockets.is_socket(document) and (told := sockets.sentence(document["verdict"], page, host)) is not None:
        return told
    match document["verdict"]:
        case "allowed" if request["mode"] == "no-cors":
            return f"Chromium, Firefox and Safari all load the response of {host} for {page}; script cannot read it."
        case "allowed":
            return f"Chromium, Firefox and Safari all let {page} read the response of {host}."
        case "blocked":
            return f"No browser lets {page} read the response of {host}."
        case "differs":
            return differing(document)
        case "preflight-only":
            return _held_back(document)
        case "unreachable" if is_refused_here(document):
            return f"{host} redirects to an address that this checker does not ask, so what comes next is not known."
        case "unreachable":
            return f"{host} sent no HTTP response, so this is not CORS. {first_failure(document)}".strip()
        case "inconclusive" if (missing := _not_recorded(document)) is not None:
            return _unfinished(document, missing)
        case "inconclusive":
            return f"A login, protection or bot page of {host} responded instead of the API, so nothing is proven."
        case other:
            return visible(str(other))


def verdict(document: Mapping[str, Any]) -> Word:
    """The verdict of a document, in which danger is never left out."""
    word = _works(document)
    if document["safety"] != "dangerous":
        return word
    if document["verdict"] == "allowed":
        return WORKS_BUT_DANGEROUS
    return replace(word, text=f"{word.text}, and dangerous", tone="bad")


def _works(document: Mapping[str, Any]) -> Word:
    """Whether it works; a request that was kept back without any preflight has passed nothing."""
    if document["verdict"] == "preflight-only" and not _was_guarded(document):
        return Word("Not sent", "wary", "half")
    if document["verdict"] == "unreachable" and is_refused_here(document):
        return Word("Not followed", "wary", "ring")
    return VERDICTS[document["verdict"]]


def outcome(document: Mapping[str, Any], browser: Mapping[str, Any]) -> Word:
    """A browser's outcome as the verdict makes it to be understood."""
    kept_back = document["verdict"] == "preflight-only" or _is_kept_back(document, browser)
    if kept_back and browser["outcome"] in ("allowed", "unreachable"):
        return PREFLIGHT_PASSES if _was_preflighted(document, browser) else NOT_SENT
    if document["verdict"] == "unreachable" and is_refused_here(document):
        return NOT_FOLLOWED
    if browser["outcome"] == "allowed" and document["request"]["mode"] == "no-cors":
        return LOADS
    if browser["outcome"] == "blocked" and is_walled(document):
        return NOT_PROVEN
    return OUTCOMES["unreachable" if document["verdict"] == "unreachable" else browser["outcome"]]


def is_walled(document: Mapping[str, Any]) -> bool:
    """Whether something else than the API responded, so that the browsers' outcomes are those of its page."""
    outcomes = {browser["outcome"] for browser in document["browsers"].values()}
    return document["verdict"] == "inconclusive" and "unknown" not in outcomes


def title(document: Mapping[str, Any]) -> str:
    """The page's title: verdict first, so that a row of tabs can be told apart."""
    request = document["request"]
    address = shorten(visible(f"{request['method']} {request['url']}"), 90)
    return f"{verdict(document).text}: {address}"


def is_refused_here(document: Mapping[str, Any]) -> bool:
    """Whether the server responded, and only limits of our own kept the chain from being followed."""
    answered = any(exchange.get("response") for exchange in document["exchanges"] if exchange["purpose"] != "probe")
    codes = [(exchange.get("failure") or {}).get("code", "") for exchange in document["exchanges"]]
    return answered and any(code in NOT_ASKED for code in codes)


def _not_recorded(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The exchange at which the recording ends for the first browser of which the rest is not known."""
    own: list[int] = next((b["exchanges"] for b in document["browsers"].values() if b["outcome"] == "unknown"), [])
    return document["exchanges"][own[-1]] if own else None


def _unfinished(document: Mapping[str, Any], missing: Mapping[str, Any]) -> str:
    """Where the recording ends, and what it shows up to there."""
    asked = missing["request"]
    name = visible(f"{asked['method']} {shorten(asked['url'].partition('?')[0], 200)}")
    what = f"the preflight, {name}," if "preflight" in missing["purpose"] else name
    purposes = [exchange["purpose"] for exchange in document["exchanges"] if exchange.get("response")]
    passed = "The preflight passes. " if "preflight" in purposes and missing["purpose"] == "main" else ""
    return (
        f"{passed}Not recorded: the response to {what} was not pasted, so what browsers do after it is not known. "
        "Add that response."
    )


def _was_guarded(document: Mapping[str, Any]) -> bool:
    return any(_was_preflighted(document, browser) for browser in document["browsers"].values())


def _was_preflighted(document: Mapping[str, Any], browser: Mapping[str, Any]) -> bool:
    purposes = {document["exchanges"][index]["purpose"] for index in browser["exchanges"]}
    return bool(purposes & {"preflight", "redirect-preflight"})


def _is_kept_back(document: Mapping[str, Any], browser: Mapping[str, Any]) -> bool:
    """Whether a browser's last request is one that the check did not send."""
    last = document["exchanges"][browser["exchanges"][-1]] if browser["exchanges"] else {}
    return (last.get("failure") or {}).get("code") == "not_sent"


def _held_back(document: Mapping[str, Any]) -> str:
    """A main request that was not sent: some browsers' preflight may have failed all the same."""
    if not _was_guarded(document):
        method = visible(document["request"]["method"])
        return f"No preflight guards this {method} request, so nothing was sent: it may change data."
    groups = _by_outcome(document["browsers"])
    blocked = groups.pop("blocked", [])
    others = [name for names in groups.values() for name in names]
    method = visible(document["request"]["method"])
    start = f"{listing(blocked)} {_verb('blocked', plural=len(blocked) > 1)} at the preflight; " if blocked else ""
    who = listing(others) if blocked else "All browsers"
    return f"{start}{who} would go on to send the {method} request. It was not sent, because it may change data."


def differing(document: Mapping[str, Any]) -> str:
    """Which browsers do what."""
    groups: dict[str, list[str]] = {}
    for name, browser in document["browsers"].items():
        known = "not-sent" if _is_kept_back(document, browser) else browser["outcome"]
        groups.setdefault(known, []).append(BROWSERS[name])
    order = sorted(groups, key=lambda outcome: outcome == "allowed")
    parts = [f"{listing(groups[o])} {_verb(o, plural=len(groups[o]) > 1)}" for o in order]
    return "; ".join(parts) + "."


def _by_outcome(browsers: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name, browser in browsers.items():
        groups.setdefault(browser["outcome"], []).append(BROWSERS[name])
    return groups


def _verb(outcome: str, *, plural: bool) -> str:
    one, many = {
        "allowed": ("lets it through", "let it through"),
        "blocked": ("blocks this", "block this"),
        "refused": ("refuses to send it", "refuse to send it"),
        "opaque": ("loads it, script cannot read it", "load it, script cannot read it"),
        "unreachable": ("gets no response", "get no response"),
        "unknown": ("is not known", "are not known"),
        "not-sent": ("would send it, which this check did not", "would send it, which this check did not"),
    }[outcome]
    return many if plural else one


def first_failure(document: Mapping[str, Any]) -> str:
    """Why the first request without a response has none; empty where each has one."""
    unanswered = (exchange for exchange in document["exchanges"] if not exchange.get("response"))
    exchange = next(unanswered, None)
    return failure_sentence(exchange) if exchange else ""
