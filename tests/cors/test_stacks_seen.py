"""Which stack an answer names, and how sure that is."""

from __future__ import annotations

import pytest

from checks.cors.stacks_seen import Seen, stacks_seen


@pytest.mark.parametrize(
    ("headers", "stacks"),
    [
        ([], []),
        ([["Server", "unheard-of"]], []),
        ([["Server", "nginx"], ["X-Powered-By", "Express"]], [("express", "certain"), ("nginx", "certain")]),
        (
            [["Server", "cloudflare"], ["X-Vercel-Id", "fra1::x"]],
            [("vercel", "certain"), ("cloudflare-workers", "guess")],
        ),
        (
            [["Set-Cookie", "JSESSIONID=1; Path=/"], ["Server", "nginx"]],
            [("nginx", "certain"), ("servlet-filter", "guess")],
        ),
        ([["Set-Cookie", "x=connect.sid"]], []),
        ([["server", "Apache/2.4 (Debian)"]], [("apache", "certain")]),
        ([["Server", "Apache-Coyote/1.1"]], [("tomcat", "certain")]),
    ],
)
def test_headers_name_stacks(headers: list[list[str]], stacks: list[tuple[str, str]]) -> None:
    seen = stacks_seen([{"response": None}, {"response": {"status": 200, "headers": headers}}])
    assert [(item.stack, item.confidence) for item in seen] == stacks


def test_a_cookie_s_value_is_not_repeated() -> None:
    answers = [{"response": {"status": 200, "headers": [["Set-Cookie", "connect.sid=secret; Path=/"]]}}]
    expected = Seen("express", "application", "likely", 0, "Set-Cookie", "connect.sid")
    assert stacks_seen(answers) == [expected]
