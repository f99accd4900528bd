"""Results as a run has them: an allowed request, a blocked one, one that was not answered, and what a file wants."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from checks.cors.model import HttpResponse, Request
from checks.cors.recorded import RecordedResponse
from checks.terminal.live import judge_recorded
from checks.terminal.policy_command import compare_all
from checks.terminal.policy_file import Wanted
from checks.terminal.results import Result, refused, result_of
from tests.tools.page_documents import HOSTILE, hostile

URL, APP, EVIL = "https://api.example.com/items", "https://app.example.com", "https://evil.example"


def asked(origin: str = APP, allow: str | None = None) -> Result:
    """The result for one answer, whose `Access-Control-Allow-Origin` is `allow`."""
    headers = (("Access-Control-Allow-Origin", allow), ("Vary", "Origin")) if allow is not None else ()
    return judge_recorded(Request(URL, origin), [RecordedResponse(URL, False, HttpResponse(200, headers))])


def every_state() -> list[Result]:
    """One as wanted, one that is not, one that was not sent."""
    return [asked(allow=APP), asked(), refused(Request(URL, APP), "The name api.example.com does not exist.")]


def against_file(*, lines: tuple[int, int] = (5, 5), allow_evil: bool = False) -> list[Result]:
    """The page's origin, which must be allowed and is, and a stranger's, which must be denied."""
    found = [asked(APP, APP), asked(EVIL, EVIL if allow_evil else APP)]
    pairs = zip(found, (True, False), lines, strict=True)
    return compare_all([Wanted(result.request, allowed, line=line) for result, allowed, line in pairs], found)


# What servers and strangers may write, the starts of commands and the ends of lines among it.
FOREIGN = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=20),
    st.lists(
        st.sampled_from(
            [
                "\r",
                "\n",
                "\r\n",
                "\x0b",
                "\x0c",
                "\x85",
                "\u2028",
                "%0A",
                "::error::",
                "::",
                ",",
                "##[x]",
                "\ud800",
                "\0",
            ]
        ),
        max_size=6,
    ).map("".join),
)


def hostile_result(text: str) -> Result:
    """A blocked request with the text wherever a server or a stranger can put words."""
    document = hostile(text)
    request = Request(document["request"]["url"], text, text)
    return replace(result_of(request, document), why=text)
