"""The browsers' frames around a reason: who asked, for which URL, from which origin, and what for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import re2

from checks.cors import console
from checks.inputs.console import translated

_QUOTE = "['‘’\"“”]"
_KINDS = {kind: initiator for initiator, kind in reversed(console.CHROMIUM_KINDS.items())} | {
    "xmlhttprequest": "xmlhttprequest",
    "fetch api": "fetch",
    "eventsource": "eventsource",
    "module script": "module-script",
    "resource": "eventsource",
}
_METHOD_LINE = re.compile(
    r"\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (https?://\S+) (?:net::(ERR_\w+)|\d{3}\b|\[HTTP)", re.ASCII
)
# After "cannot load", these are Chromium's words for what it never sent, and have a frame of their own or none.
_OTHER_REASONS = ("URL scheme", "Request mode")
_NET_ERROR = re.compile(r"net::(ERR_[\w.]+\b)")
# Each with the browser that prints it; the first that fits a line is taken. Present wordings come first. A frame has
# several gaps, which only an engine that never goes back fills in time linear in a hostile line's length.
_FRAMES = tuple(
    (browser, re2.compile(f"(?s){pattern}"))
    for browser, pattern in (
        (
            "chromium",
            r"Access to (?P<kind>[\w ]{1,40}?) at '(?P<url>.*?)' (?:\(redirected from '(?P<first>.*?)'\) )?"
            r"from origin '(?P<origin>.*?)' has been blocked by CORS policy: (?P<reason>.*)",
        ),
        (
            "chromium",
            r"Redirect from '(?P<first>.*?)' to '(?P<url>.*?)' has been blocked by CORS policy: (?P<reason>.*)",
        ),
        (
            "chromium",
            r"(?P<kind>[\w ]{1,40}?) from origin '(?P<at>.*?)' has been blocked from loading by "
            r"Cross-Origin Resource Sharing policy: (?P<reason>.*)",
        ),
        (
            "chromium",
            r"(?:Failed to load|(?P<kind>Fetch API|XMLHttpRequest) cannot load) (?P<url>[a-z]+://\S+?)[.:] "
            r"(?P<reason>.*(?:therefore not allowed access|CORS|Access-Control-\w|preflight).*)",
        ),
        ("chromium", r"(?P<reason>(?P<kind>Fetch API) cannot load (?P<url>\S+?)\. URL scheme .*)"),
        (
            "chromium",
            r"(?P<reason>Mixed Content: The page at '(?P<origin>https://[^/']+)[^']*' was loaded over HTTPS, "
            r"but requested an insecure [\w ]+ '(?P<url>[^']*)'.*)",
        ),
        (
            "webkit",
            r"(?P<reason>\[blocked\] The page at (?P<origin>https://[^/\s]+)\S* requested insecure content "
            r"from (?P<url>\S+?)\. This.*)",
        ),
        ("chromium", r"Access blocked by CORS policy: (?P<reason>.*)"),
        (
            "firefox",
            r"Cross-Origin Request (?:Blocked|Warning): The Same Origin Policy (?:disallows|will disallow) reading the "
            rf"remote resource at {_QUOTE}?(?P<url>\S+?){_QUOTE}?(?: soon)?\. \(Reason: (?P<reason>.*)",
        ),
        ("firefox", rf"Cross-Origin Request Blocked: .*? remote resource at {_QUOTE}?(?P<url>\S+?){_QUOTE}?\. "
         r"(?P<reason>This can be fixed.*)"),
        ("webkit", r"(?P<kind>Fetch API|XMLHttpRequest|EventSource|image)? ?[Cc]annot load (?:image )?(?P<url>\S+) "
         r"(?P<reason>due to access control checks.*)"),
        ("webkit", r"Cross-origin redirection to (?P<next>\S+) denied by Cross-Origin Resource Sharing policy: "
         r"(?P<reason>.*)"),
        ("webkit", r"(?P<reason>Origin (?P<origin>\S+) is not allowed by Access-Control-Allow-Origin.*)"),
    )
)  # fmt: skip
_PAGES_ORIGIN = re.compile(
    r"Origin '(?P<a>[^']+)' is therefore not allowed|request origin (?P<b>[a-z]+://[^\s/]+[^\s/.])"
    r"|[Tt]he page at '?(?P<c>[a-z]+://[^\s/']+)|from origin (?P<d>[a-z]+://[^\s/]+[^\s/.])"
    r"|\bOrigin (?P<e>[a-z]+://\S+) is not allowed by Access"
)
_SOME_URL = re.compile(r"\b(https?://[^\s'\"“”‘’<>]*[^\s'\"“”‘’<>.,:;)])")


@dataclass(frozen=True, slots=True)
class Line:
    """One console line in its parts; empty where it does not name them."""

    browser: str
    reason: str
    url: str = ""
    first_url: str = ""
    origin: str = ""
    initiator: str = ""
    next_url: str = ""
    method: str = ""
    net_error: str = ""


def read(text: str) -> Line | None:
    """The line, or None where no browser's frame fits it; a line without a frame is its own reason."""
    for browser, pattern in _FRAMES:
        match = pattern.search(text)
        if match is not None:
            parts = {name: value or "" for name, value in match.groupdict().items()}
            if parts["reason"].startswith(_OTHER_REASONS):
                continue
            if browser == "firefox":
                parts["reason"] = _without_bracket(parts["reason"])
            return Line(
                browser,
                parts["reason"],
                url=parts.get("url") or (parts["at"] + "/" if parts.get("at") else ""),
                first_url=parts.get("first", ""),
                next_url=parts.get("next", ""),
                origin=parts.get("origin", "") or _origin_in(text),
                initiator=_KINDS.get(parts.get("kind", "").strip().lower(), ""),
            )
    in_english = translated.english(text)
    if in_english is not None:
        return Line("firefox", in_english[1], url=in_english[0])
    sent = _METHOD_LINE.search(text)
    if sent is not None:
        return Line("chromium", "", url=sent[2], method=sent[1], net_error=sent[3] or "")
    net_error = _NET_ERROR.search(text)
    url = _SOME_URL.search(text)
    return Line(
        "", _without_place(text), url=url[1] if url else "", origin=_origin_in(text),
        net_error=net_error[1] if net_error else "",
    )  # fmt: skip


def _origin_in(text: str) -> str:
    match = _PAGES_ORIGIN.search(text)
    return next((group for group in match.groups() if group), "") if match else ""


def _without_bracket(reason: str) -> str:
    """Firefox closes its reason with a bracket, before the status code."""
    status = re.search(r"\)\.? Status code: (\d+|\(null\))", reason)
    if status is not None:
        return f"{reason[: status.start()]}. Status code: {status[1]}"
    return reason.rpartition(")")[0] or reason


def _without_place(text: str) -> str:
    """The line without the level and the place in a script that consoles put before or after it."""
    text = re.sub(r"^\s*\[(?:Error|Warning|Log)\]\s*", "", text)
    text = re.sub(r"^(?:[\w./()@-]+:\d+(?::\d+)?|VM\d+:\d+)\s+", "", text)
    text = re.sub(r"(?<!\s)\s++\([\w.-]*, line \d+\)$", "", text)
    return re.sub(r"^Failed to load resource: (?!net::|the server responded)", "", text.strip())
