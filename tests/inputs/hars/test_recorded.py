"""Two recordings of one page, exported by the browsers themselves: what failed there is blocked here, and nothing else.

The page called a server on another port of loopback; `recorded/` holds what the decision needs of the exports.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.inputs.box import understand
from tests.inputs.hars.recordings import judged

RECORDED = Path(__file__).parent / "recorded"
API = "http://127.0.0.1:9702"
# What both browsers refused, with the credentials mode that the page chose and the rule that the server broke.
REFUSED = {
    "/bare": ("same-origin", "allow-origin-missing"),
    "/wild": ("include", "allow-origin-wildcard-credentials"),
    "/put-404": ("same-origin", "preflight-not-routed"),
    "/put-main-bare": ("same-origin", "allow-origin-only-preflight"),
    "/redir-bare": ("same-origin", "redirect-allow-origin-missing"),
    "/err500": ("same-origin", "allow-origin-missing"),
    "/xhr-bare": ("same-origin", "allow-origin-missing"),
}
READ = {"/ok", "/wild2", "/cred", "/put-ok", "/put-ok?2", "/redir"}
# Neither the name nor the port answered; Firefox records no reason. The page gave /slow up in Firefox.
UNANSWERED = {"http://127.0.0.1:9799/dead", "http://nothing.invalid/x"}
NOT_OFFERED = ("/img.png", "/js.js", "/nocors", "/beacon", "/ws")


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_what_the_browser_refused_is_blocked_and_what_it_let_through_is_not(browser: str) -> None:
    found = understand((RECORDED / f"{browser}.har").read_text(encoding="utf-8"))
    offered = {other.request.url.removeprefix(API): other for other in found.others}
    assert found.others[0].request.url.removeprefix(API) in REFUSED
    assert {path for path in READ if offered[path].blocked} == set()
    assert {judged(offered[path])["verdict"] for path in READ} == {"allowed"}
    assert offered["/cred"].request.credentials == "include"
    for path, (credentials, rule) in REFUSED.items():
        document = judged(offered[path])
        assert (offered[path].blocked, offered[path].request.credentials) == (True, credentials), path
        assert document["verdict"] == "blocked"
        assert rule in {outcome["rule"] for outcome in document["browsers"].values()}, path
    assert [path for path in NOT_OFFERED if path in offered] == []


def test_a_server_that_is_down_is_told_by_chromium_s_code_and_is_open_in_firefox() -> None:
    verdicts = {}
    for browser in ("chromium", "firefox"):
        found = understand((RECORDED / f"{browser}.har").read_text(encoding="utf-8"))
        verdicts[browser] = {judged(one)["verdict"] for one in found.others if one.request.url in UNANSWERED}
    assert verdicts == {"chromium": {"unreachable"}, "firefox": {"inconclusive"}}
