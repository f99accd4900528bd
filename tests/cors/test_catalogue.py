"""Every rule's broken example yields exactly that rule, its right example none: the lab, without a network."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from checks.cors import lab
from checks.cors.judge import Answerer, Judgement, judge
from checks.cors.model import Answer, Failure, HttpRequest
from checks.cors.rules import RULES
from checks.cors.rules.base import FETCH, Severity

LAB, PAGE = "http://localhost:8000", "http://127.0.0.1:8000"
REFUSED = Failure("connect_error", "Nothing listens there.", "ERR_CONNECTION_REFUSED")
PLAIN = Failure("tls_error", "The server does not speak TLS on this port.", "ERR_SSL_PROTOCOL_ERROR")
SERVED = {"https://api.example.com/items"}


def answerer(rule: str, which: lab.Which) -> Answerer:
    """The lab's server, and the world around it as an example may expect it."""

    def answer(http: HttpRequest) -> Answer:
        url = urlsplit(http.url)
        if http.url in SERVED:
            reply = lab.reply(
                rule, which, 0, preflight=http.is_preflight, origin=None, lab=LAB, page=http.get("origin") or ""
            )
            return reply or REFUSED
        if url.scheme == "https":
            return PLAIN
        if not url.path.startswith("/lab/"):
            return REFUSED
        hop = int(parse_qs(url.query).get("hop", ["0"])[0])
        reply = lab.reply(rule, which, hop, preflight=http.is_preflight, origin=http.get("origin"), lab=LAB, page=PAGE)
        return reply or REFUSED

    return answer


def judged(rule: str, which: lab.Which) -> Judgement:
    return judge(lab.request(rule, which, lab=LAB, page=PAGE), lambda: answerer(rule, which))


@pytest.mark.parametrize("rule", RULES)
def test_broken_example_yields_exactly_its_rule(rule: str) -> None:
    found = {finding.rule for finding in judged(rule, "broken").findings}
    assert found == {rule}


@pytest.mark.parametrize("rule", RULES)
def test_right_example_yields_nothing(rule: str) -> None:
    found = {finding.rule for finding in judged(rule, "right").findings}
    assert found == set()


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if rule.blocks])
def test_a_blocking_rule_blocks_in_some_browser_and_not_in_its_right_example(rule: str) -> None:
    broken = {outcome.outcome for outcome in judged(rule, "broken").outcomes.values()}
    right = {outcome.outcome for outcome in judged(rule, "right").outcomes.values()}
    assert broken & {"blocked", "refused"}
    assert not right & {"blocked", "refused"}


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_documented(rule: str) -> None:
    value = RULES[rule]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", value.id)
    assert len(value.why) > 60
    assert value.title[0].isupper()
    assert not value.title.endswith(".")
    assert value.remedy.endswith(".")
    assert value.label
    assert value.spec.startswith((FETCH, "https://"))
    assert value.severity in Severity
