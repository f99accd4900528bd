"""Redirects hop by hop."""

from __future__ import annotations

from typing import Any

from checks.cors import document, judge, lab
from checks.pages.rules import lab_answer
from checks.wording.changes import headers_fix_it, waits_for_the_server
from checks.wording.redirects import Chain, Hop, chains

LAB, PAGE = "http://lab.example:8000", "http://page.example"


def judged(rule: str) -> dict[str, Any]:
    asked = lab.request(rule, "broken", lab=LAB, page=PAGE)
    found = judge.judge(asked, lambda: lambda sent: lab_answer(rule, "broken", sent, LAB, asked.origin))
    return document.document(document.facts(found), PAGE)


def test_a_chain_names_the_origin_of_each_hop_and_where_it_becomes_null() -> None:
    first, second = f"{LAB}/lab/redirect-origin-null/broken", f"{PAGE}/lab/redirect-origin-null/broken?hop=1"
    assert chains(judged("redirect-origin-null")) == [
        Chain(
            "Chromium, Firefox and Safari",
            (
                Hop(f"GET {first}", f"Origin: {PAGE}", f"302 to {second}", lost_origin=False),
                Hop(f"GET {second}", "Origin: null", "200", lost_origin=True),
            ),
        )
    ]


def test_a_loop_is_one_hop_with_its_count() -> None:
    (chain,) = chains(judged("redirect-loop"))
    assert [hop.times for hop in chain.hops] == [21]


def test_without_a_redirect_there_is_no_chain() -> None:
    assert chains(judged("allow-origin-missing")) == []


def test_a_configuration_is_the_cure_only_where_a_header_mends_it() -> None:
    rules = ("allow-origin-missing", "header-not-allowed", "preflight-auth", "redirect-loop", "stream-upload")
    assert {rule: headers_fix_it(judged(rule)) for rule in rules} == {
        "allow-origin-missing": True,
        "header-not-allowed": True,
        "preflight-auth": True,
        "redirect-loop": False,
        "stream-upload": False,
    }


def test_who_does_not_own_the_server_has_to_go_around_what_only_its_answer_can_mend() -> None:
    its_own = ("allow-origin-mismatch", "preflight-status", "redirect-origin-null", "resource-policy-blocks")
    assert [rule for rule in (*its_own, "method-lowercase") if waits_for_the_server(judged(rule))] == list(its_own)
