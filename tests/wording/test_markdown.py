"""A report as Markdown: foreign text cannot leave its code span or fence."""

import re

import pytest

from checks.wording.markdown import code, fence, markdown
from tests.tools.page_documents import HOSTILE, hostile, read


def test_the_whole_of_an_allowed_report() -> None:
    assert markdown(read("allowed")) == (
        "## CORS: allowed\n\n"
        "`GET https://api.example.com/public` from `http://localhost:3000`\n\n"
        "**Allowed, and safe.** Chromium, Firefox and Safari all let a page on http://localhost:3000 read "
        "the response of api.example.com.\\\n**Safe.** No other site can read more here than it should.\n\n"
        "**Chromium**: allowed\n\n**Firefox**: allowed\n\n**Safari**: allowed\n\n"
        "### Exchanges\n\n"
        "```http\n# main request\nGET https://api.example.com/public\nAccept: */*\nOrigin: http://localhost:3000\n\n"
        'HTTP 200\nContent-Type: application/json\nAccess-Control-Allow-Origin: *\nETag: "abc"\n```\n\n'
        "Report: https://cors.example/r/q3ZqUoJt1Yw8m2Dkq0aV5A/\n"
    )


def test_a_finding_shows_the_bytes_that_decided() -> None:
    assert (
        "--> preflight: OPTIONS https://api.example.com/v2/items/42?expand=owner, status 405\n"
        "  Access-Control-Allow-Origin: https://app.example.com/\n"
        "                                                      ^ an origin has no path; the page's is "
        "https://app.example.com\n"
    ) in markdown(read("blocked"))


def test_no_fix_is_written_out_where_nothing_names_the_server() -> None:
    document = read("blocked")
    document["exchanges"][0]["response"]["headers"] = [["Server", "cloudflare"]]
    told = markdown(document)
    why = "A response says `Server: cloudflare`: that is Cloudflare, a CDN that says nothing about the server"
    assert f"### Fix\n\n{why} behind it. Choose the server: Express, Flask, nginx\n" in told


def test_the_fix_says_first_where_it_goes() -> None:
    told = markdown(read("blocked"))
    why = "nginx, because a response says `Server: nginx/1.28.0`."
    assert f"### Fix: nginx\n\n{why}\n\nUse `always`, or the headers are missing on errors.\n\n```nginx\nmap " in told


@pytest.mark.parametrize(("text", "span"), [("a", "`a`"), ("a`b", "``a`b``"), ("``", "``` `` ```"), ("", "` `")])
def test_a_code_span_is_longer_than_what_it_holds(text: str, span: str) -> None:
    assert code(text) == span


def test_a_fence_is_longer_than_what_it_holds() -> None:
    assert fence("```\nx") == "````\n```\nx\n````"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stands_in_code_only(text: str) -> None:
    outside = _without_code(markdown(hostile(text)))
    assert "<" not in re.sub(r"\\.", "", outside)
    assert "](" not in re.sub(r"\\.", "", outside)


def _without_code(text: str) -> str:
    fenceless = re.sub(r"^(`{3,})[^\n]*\n.*?\n\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", fenceless)
