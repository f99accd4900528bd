"""JUnit's XML, as CI services read it (https://github.com/testmoapp/junitxml): one test case a request."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from checks.terminal.formats import Found
from checks.terminal.results import Result, console, in_one_line

# https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The element of a case that is not as wanted, and its type.
_ELEMENTS = {"bad": ("failure", "not-as-wanted"), "unanswered": ("error", "unanswered")}


def render(found: Found) -> str:
    """A failure where a request is not as wanted, an error where nothing answered. The text is ASCII, so that it is the
    same in any encoding."""
    suite = ElementTree.Element("testsuite", name="cors", tests=str(len(found.results)))
    suite.set("failures", str(sum(result.state == "bad" for result in found.results)))
    suite.set("errors", str(sum(result.state == "unanswered" for result in found.results)))
    for result in found.results:
        _add_case(suite, result)
    ElementTree.indent(suite)
    told: bytes = ElementTree.tostring(suite, encoding="us-ascii", xml_declaration=True)
    return told.decode("ascii") + "\n"


def _add_case(suite: ElementTree.Element, result: Result) -> None:
    name = _xml(in_one_line(result.request))
    case = ElementTree.SubElement(suite, "testcase", classname=_xml(result.request.origin), name=name)
    if result.state != "good":
        element, kind = _ELEMENTS[result.state]
        told = ElementTree.SubElement(case, element, message=_xml(result.why or ""), type=kind)
        told.text = _xml("\n".join(console(result)))


def _xml(value: str) -> str:
    return _NO_XML.sub("\ufffd", value)
