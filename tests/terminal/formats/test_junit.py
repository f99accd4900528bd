"""JUnit's XML of the command: what CI services read it by holds, whatever a server answers."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given

from checks.terminal.formats import Found, render
from checks.terminal.results import Result
from tests.terminal.formats.results import APP, EVIL, FOREIGN, URL, against_file, every_state, hostile_result

# Each element's attributes that must be there, those that may, and its children, as CI services agree on them.
SHAPE = {
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname"},
        {"time", "file", "line"},
        {"failure", "error", "skipped", "system-out", "system-err"},
    ),
    "failure": ({"message", "type"}, set(), set()),
    "error": ({"message", "type"}, set(), set()),
}


def suite(results: list[Result]) -> ElementTree.Element:
    """What was printed, read again and held to the shape."""
    told = render("junit", Found(results))
    assert told.startswith("<?xml version='1.0' encoding='us-ascii'?>\n<testsuite ")
    found = ElementTree.fromstring(told.encode("ascii"))
    assert found.tag == "testsuite"
    for element in found.iter():
        required, optional, children = SHAPE[element.tag]
        assert required <= set(element.attrib) <= required | optional
        assert {child.tag for child in element} <= children
        if children:
            assert not (element.text or "").strip()
    cases = found.findall("testcase")
    assert all(len(case) <= 1 for case in cases)
    assert found.attrib["tests"] == str(len(cases))
    assert found.attrib["failures"] == str(len(found.findall("testcase/failure")))
    assert found.attrib["errors"] == str(len(found.findall("testcase/error")))
    return found


def test_a_blocked_request_is_a_failure_and_an_unanswered_one_an_error() -> None:
    found = suite(every_state())
    assert [[told.tag for told in case] for case in found] == [[], ["failure"], ["error"]]
    assert {(case.attrib["classname"], case.attrib["name"]) for case in found} == {(APP, f"GET {URL} from {APP}")}
    failure, error = found[1][0], found[2][0]
    assert failure.attrib["message"] == "Blocked in chromium, firefox, webkit: allow-origin-missing."
    assert f"Access to fetch at '{URL}' from origin '{APP}' has been blocked by CORS policy" in (failure.text or "")
    assert error.attrib["message"] == "The name api.example.com does not exist."


def test_a_stranger_who_is_refused_is_no_failure_where_a_policy_file_denies_them() -> None:
    assert [len(case) for case in suite(against_file())] == [0, 0]
    failure = suite(against_file(allow_evil=True))[1][0]
    assert failure.attrib["message"] == "Must be denied, but is allowed in chromium, firefox, webkit."


def test_every_letter_that_xml_has_is_kept() -> None:
    (case,) = suite([hostile_result("é\u2028\U0001f600\tx")])
    assert case[0].attrib["message"] == "é\u2028\U0001f600\tx"


@given(text=FOREIGN)
def test_foreign_text_cannot_break_the_file(text: str) -> None:
    (case,) = suite([hostile_result(text)])
    assert [told.tag for told in case] == ["failure"]
    assert EVIL not in case.attrib["classname"]
