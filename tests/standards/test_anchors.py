"""A link into a standard leads where it says: every anchor that the project cites is an id which that standard has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks.cors.rules import RULES
from tests.standards import fault, load

ROOT = Path(__file__).parent.parent.parent
KNOWN = load()
_LINK = re.compile(
    r"https://(?:[a-z]+\.spec\.whatwg\.org|www\.w3\.org/TR|w3c\.github\.io|wicg\.github\.io|httpwg\.org"
    r"|www\.rfc-editor\.org)/[\w./%?-]*#[\w.%?-]*[\w?]"
)
FOLDERS = ("checks", "corschecker", "docs", "static", "templates")


def cited() -> list[str]:
    """Every link with an anchor into a standard, in the project's code, pages and documents."""
    paths = [ROOT / "README.md", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    texts = (path.read_text() for path in paths if path.suffix in (".py", ".html", ".md", ".js", ".txt"))
    return sorted({link for text in texts for link in _LINK.findall(text)})


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_leads_to_a_place_that_its_standard_has(rule: str) -> None:
    assert fault(RULES[rule].spec, KNOWN) is None


def test_every_place_of_a_standard_that_code_and_pages_name_is_there() -> None:
    links = cited()
    assert len(links) > 30
    assert [told for link in links if (told := fault(link, KNOWN))] == []


@pytest.mark.parametrize(
    "link",
    [
        "https://fetch.spec.whatwg.org/#orb",
        "https://html.spec.whatwg.org/#no-such-id",
        "https://html.spec.whatwg.org/multipage/links.html#cors-settings-attributes",
        "https://dom.spec.whatwg.org/#concept-node",
        "https://www.rfc-editor.org/rfc/rfc9112#framing",
    ],
)
def test_a_place_that_is_not_there_is_found_out(link: str) -> None:
    assert fault(link, KNOWN) is not None


def test_each_list_says_of_which_day_it_is() -> None:
    heads = [path.read_text().partition("\n")[0] for path in Path(__file__).parent.glob("*.txt")]
    assert heads
    assert [head for head in heads if not re.fullmatch(r"https://\S+ \d{4}-\d{2}-\d{2}", head)] == []
