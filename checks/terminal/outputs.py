"""The results of a run for other programs: JSON, JUnit, Markdown, and annotations of GitHub's workflows."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from xml.etree import ElementTree

from checks.terminal.results import Result

_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")


def as_json(results: Sequence[Result]) -> str:
    """A list of documents, in the order of the requests; what was not sent has an `error` in place of a verdict."""
    return json.dumps([_document(result) for result in results], indent=2, ensure_ascii=True) + "\n"


def _document(result: Result) -> dict[str, object]:
    if result.document is None:
        request = {"url": result.request.url, "origin": result.request.origin, "method": result.request.method}
        return {"schema": 1, "request": request, "error": result.why}
    return {**result.document, "as_wanted": result.state == "good"}


def as_junit(results: Sequence[Result]) -> str:
    """One test case a request: a failure where it is blocked or unsafe, an error where nothing answered."""
    suite = ElementTree.Element("testsuite", name="cors", tests=str(len(results)))
    suite.set("failures", str(sum(result.state == "bad" for result in results)))
    suite.set("errors", str(sum(result.state == "unanswered" for result in results)))
    for result in results:
        case = ElementTree.SubElement(suite, "testcase", classname=_xml(result.request.origin), name=_xml(name(result)))
        if result.state != "good":
            kind = "failure" if result.state == "bad" else "error"
            told = ElementTree.SubElement(case, kind, message=_xml(result.why or ""))
            told.text = _xml("\n".join(_console(result)))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def as_markdown(results: Sequence[Result]) -> str:
    from checks.wording.markdown import code, markdown

    reports = [
        markdown(result.document)
        if result.document is not None
        else f"## CORS: not checked\n\n{code(name(result))}: {result.why}\n"
        for result in results
    ]
    return "\n".join(reports)


def as_github(results: Sequence[Result]) -> str:
    """Workflow commands, which become annotations
    (https://docs.github.com/actions/reference/workflow-commands-for-github-actions)."""
    lines = []
    for result in results:
        level = {"good": "notice", "bad": "error", "unanswered": "error"}[result.state]
        what = result.why or "Every browser allows it."
        message = "\n".join([f"{name(result)}: {what}", *_console(result)])
        lines.append(f"::{level} title={_property('CORS ' + result.request.url)}::{_data(message)}\n")
    return "".join(lines)


def name(result: Result) -> str:
    """A request in one line."""
    request = result.request
    include = " with credentials" if request.credentials == "include" else ""
    return f"{request.method} {request.url} from {request.origin}{include}"


def _console(result: Result) -> list[str]:
    browsers = result.document["browsers"].values() if result.document else ()
    return [printed for browser in browsers for printed in browser["console"]]


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def _xml(value: str) -> str:
    return _NO_XML.sub("\ufffd", value)
