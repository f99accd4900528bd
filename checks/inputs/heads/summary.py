"""What panels and tools say of an exchange above its fields: URL, method, status. Found by its form in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from checks.inputs.heads import labels, names
from checks.inputs.heads.lines import Line
from checks.inputs.heads.pairs import pair
from checks.inputs.heads.section import Section

_LABELLED = re.compile(r"(?P<label>[^:：\t]{1,40}+)[:：\t]")
_LABEL = re.compile(r"[^:：]{1,40}[:：]?$")
_URL = re.compile(r"https?://\S+$", re.IGNORECASE)
_STATUS = re.compile(r"\W{0,4}(?P<status>[1-9]\d\d)(?!\d)[ \t]*(?P<reason>.*)$")
_BLOCKED = re.compile(r"\W{0,4}(?:\((?:failed|blocked|canceled|cancelled|pending)|CORS error|net::)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|\d++(?:\.\d++){3}|unknown|—|-):?\d*+(?:[ \t(].*)?$")
_URL_LABELS = frozenset({"request url", "requested url", "url"})
_METHOD_LABELS = frozenset({"request method", "method"})
_STATUS_LABELS = frozenset({"status code", "status", "http status"})
_MORE_LABELS = frozenset(
    """remote address|referrer policy|address|source|initiator|proxy address|proxy status|transferred|version|protocol
request priority|dns resolution|blocking|size|type|ip address|duration|time""".replace("\n", "|").split("|")
)
_GLUED = re.compile(
    r"\S[^:：]{2,30}?(?:HTTP/[\d.]+|(?:no-referrer|same-origin|strict-origin|unsafe-url|origin)[\w-]*"
    r"|Highest|High|Normal|Low|Lowest|System|DNS over HTTPS|[\d.,]+ ?[kKMG]?i?[BO]\b.*)$"
)
_WGET = re.compile(r"--[\d: -]{8,25}--[ \t]+(?P<url>https?://\S+)$")
_SENT_BY_TOOL = re.compile(r"(?P<method>[A-Z]{3,7})[ \t]+(?P<url>https?://\S+)(?:[ \t]+(?P<status>[1-9]\d\d)\b.*)?$")
_PREPARED = re.compile(r"Preparing request to (?P<url>https?://\S+)$")
_FROM = re.compile(r"\(from ([\w ]{3,30})\)")
_MOST_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class _Entry:
    label: str
    value: str
    end: int


def summary(lines: Sequence[Line], at: int) -> Section | None:
    """The summary that begins at this place."""
    return _tools(lines, at) or _firefox(lines, at) or _labelled(lines, at)


def _tools(lines: Sequence[Line], at: int) -> Section | None:
    """One line of wget, of Insomnia, or of Postman's console."""
    text = lines[at].text
    found = _WGET.match(text) or _PREPARED.match(text)
    if found is not None:
        return Section("summary", [lines[at].number], at + 1, url=found["url"], source="tool")
    sent = _SENT_BY_TOOL.match(text)
    if sent is None or sent["method"] not in names.METHODS:
        return None
    below = _filled(lines, at + 1)
    if below is None or not (labels.side_of(lines[below].text) or labels.is_summary(lines[below].text)):
        return None
    status = int(sent["status"]) if sent["status"] else None
    return Section(
        "summary", [lines[at].number], at + 1, method=sent["method"], url=sent["url"], status=status, source="tool"
    )


def _labelled(lines: Sequence[Line], at: int) -> Section | None:
    """The summary of Chromium or of Safari: labels with values, of which the URL, the method or the status is first."""
    start = _filled(lines, at + 1) if labels.is_summary(lines[at].text) else at
    first = _entry(lines, start) if start is not None else None
    if first is None or start is None or names.is_known(first.label):
        return None
    section = Section("summary", [line.number for line in lines[at:start]], start, panel=True)
    if _URL.match(first.value) and _begins_with_url(first, _following(lines, first.end)):
        section.url, section.end = first.value, first.end
        section.lines += [line.number for line in lines[start : first.end]]
        _take_all(lines, section)
        return section
    if first.label.lower() in _METHOD_LABELS | _STATUS_LABELS:
        _take_all(lines, section)
        if section.url or (section.status is not None and _leads_to_fields(lines, section.end)):
            return section
    return None


def _begins_with_url(first: _Entry, second: _Entry | None) -> bool:
    """Whether a label with a URL begins a summary: by its own word, or by the method after it."""
    label = first.label.lower()
    if label == "url":
        return second is not None and second.label.lower() in _STATUS_LABELS | _METHOD_LABELS
    return label in _URL_LABELS or (second is not None and second.value in names.METHODS)


def _take_all(lines: Sequence[Line], section: Section) -> None:
    while (entry := _following(lines, section.end)) is not None and _take(section, entry):
        begin = _filled(lines, section.end) or section.end
        if not _BLOCKED.match(entry.value):
            section.lines += [line.number for line in lines[begin : entry.end]]
        section.end = entry.end


def _leads_to_fields(lines: Sequence[Line], at: int) -> bool:
    """Whether header fields stand below, or their label."""
    below = _filled(lines, at)
    found = pair(lines, below) if below is not None else None
    return below is not None and (
        labels.side_of(lines[below].text) is not None or (found is not None and names.is_known(found.name))
    )


def _take(section: Section, entry: _Entry) -> bool:
    """Put what an entry of a summary says into the section; false where it is none."""
    label, status = entry.label.lower(), _STATUS.match(entry.value)
    if label in _METHOD_LABELS or (not section.method and entry.value in names.METHODS):
        section.method = entry.value.upper()
    elif label in _URL_LABELS and not section.url and _URL.match(entry.value):
        section.url = entry.value
    elif _BLOCKED.match(entry.value):
        pass
    elif status is not None and section.status is None and (label in _STATUS_LABELS or not _is_field(entry.label)):
        section.status = int(status["status"])
        cached = _FROM.search(status["reason"])
        section.source = cached[1] if cached else ""
        section.reason = _FROM.sub("", status["reason"]).replace("OK (", "OK").strip(" )") or None
    elif label not in _MORE_LABELS and not (
        not _is_field(entry.label) and (_ADDRESS.match(entry.value) or entry.value in names.POLICIES)
    ):
        return False
    return True


def _is_field(label: str) -> bool:
    return names.is_likely(label)


def _firefox(lines: Sequence[Line], at: int) -> Section | None:
    """Firefox's summary: the method, then the URL whole or in parts, then labels that run into their values."""
    text = lines[at].text
    place = at
    method = "GET"
    if text in names.METHODS:
        method, below = text, _filled(lines, at + 1)
        if below is None:
            return None
        place = below
    section = Section("summary", [line.number for line in lines[at:place]], place, method=method, panel=True)
    if text in names.METHODS and _URL.match(lines[place].text):
        section.url, place = lines[place].text, place + 1
    else:
        parts = _in_parts(lines, place)
        if parts is None:
            return None
        section.url, place = parts
    end = _rest_of_firefox(lines, place, section)
    if section.status is None and end == place and text in names.METHODS:
        return None
    section.lines += [line.number for line in lines[section.end : end]]
    section.end = end
    return section


def _in_parts(lines: Sequence[Line], at: int) -> tuple[str, int] | None:
    """The URL from scheme, host, file name and parameters, each below its name."""
    found: list[tuple[str, str]] = []
    for wanted in ("scheme", "host", "filename"):
        entry = _below(lines, at)
        if entry is None or entry.label.lower() != wanted:
            return None
        found.append((wanted, entry.value))
        at = entry.end
    scheme, host, path = (value for _, value in found)
    parameters: list[str] = []
    while len(parameters) < _MOST_PARAMETERS and (entry := _below(lines, at)) is not None:
        if lines[entry.end - 1].indent <= lines[entry.end - 2].indent or _ADDRESS.match(entry.value):
            break
        if _STATUS.fullmatch(entry.value) and entry.label.lower() == "status":
            break
        parameters.append(f"{quote(entry.label, safe='')}={quote(entry.value, safe='')}")
        at = entry.end
    query = "?" + "&".join(parameters) if parameters else ""
    return f"{scheme}://{host}{path}{query}", at


def _below(lines: Sequence[Line], at: int) -> _Entry | None:
    """A name with its value on the next line, or after a tab."""
    if at >= len(lines) or lines[at].is_blank:
        return None
    name, tab, value = lines[at].text.partition("\t")
    if tab:
        return _Entry(name.strip(), value.strip(), at + 1)
    if at + 1 >= len(lines) or lines[at + 1].is_blank:
        return None
    return _Entry(name, lines[at + 1].text, at + 2)


def _rest_of_firefox(lines: Sequence[Line], at: int, section: Section) -> int:
    """The place after the summary, whose status goes into the section."""
    start = at
    while at < len(lines) and at - start < 16:
        text = lines[at].text
        if (
            not text
            or labels.side_of(text)
            or (names.is_known(text) or (names.is_likely(text) and not _GLUED.match(text)))
        ):
            break
        status = re.match(r"(?:[^\d\W]{3,12}\s?){0,2}(?P<status>[1-9]\d\d)(?!\d)[ \t]*(?P<reason>[^\d(]*)$", text)
        if section.status is None and status is not None:
            section.status, section.reason = int(status["status"]), status["reason"].strip() or None
            if (
                section.reason is None
                and at + 1 < len(lines)
                and re.match(r"[A-Z][A-Za-z ']{1,40}$", lines[at + 1].text)
            ):
                section.reason = lines[at + 1].text
        version = re.search(r"HTTP/(\d(?:\.\d)?)$", text)
        section.version = version[1] if version else section.version
        at += 1
    return at if section.status is not None or any(_GLUED.match(line.text) for line in lines[start:at]) else start


def _following(lines: Sequence[Line], at: int) -> _Entry | None:
    place = _filled(lines, at)
    if place is None or labels.side_of(lines[place].text) or place - at > 1:
        return None
    return _entry(lines, place)


def _entry(lines: Sequence[Line], at: int) -> _Entry | None:
    """A label with its value, on one line or on two."""
    text = lines[at].text
    match = _LABELLED.match(text)
    value = text[match.end() :].strip() if match is not None else ""
    if match is not None and value and not text.lower().startswith(("http:", "https:")):
        return _Entry(match["label"].strip(), value, at + 1)
    if not _LABEL.match(text) or at + 1 >= len(lines) or lines[at + 1].is_blank:
        return None
    return _Entry(text.rstrip(":： \t"), lines[at + 1].text, at + 2)


def _filled(lines: Sequence[Line], at: int) -> int | None:
    """The next place that is not blank, among the few next ones."""
    return next((place for place in range(at, min(at + 4, len(lines))) if not lines[place].is_blank), None)
