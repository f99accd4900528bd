"""Every rule's broken example yields exactly that rule, its right example none: the lab, without a network."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from checks.cors import lab
from checks.cors.audit import audit
from checks.cors.journey import Journey
from checks.cors.judge import Answerer, Judgement
from checks.cors.model import Answer, Failure, HttpRequest
from checks.cors.rules import RULES
from checks.cors.rules.base import FETCH, MDN, Severity

LAB, PAGE = "http://localhost:8000", "http://127.0.0.1:8000"
LABEL = "corschecklabel"
REFUSED = Failure("connect_error", "Nothing listens there.", "ERR_CONNECTION_REFUSED")
PLAIN = Failure("tls_error", "The server does not speak TLS on this port.", "ERR_SSL_PROTOCOL_ERROR")
SERVED = {
    "https://api.example.com/items",
    "http://api.example.com/items",
    "http://api.corp/items",
    "http://0.0.0.0:8000/items",
}
# Rules whose broken example cannot but break another: the cookie that gives the answer away is not stored either.
TOGETHER = {"wildcard-set-cookie": {"set-cookie-ignored"}, "integrity-fails": {"element-crossorigin"}}


def answerer(rule: str, which: lab.Which) -> Answerer:
    """The lab's server, and the world around it as an example may expect it."""
    page = lab.request(rule, which, lab=LAB, page=PAGE).origin

    def answer(http: HttpRequest) -> Answer:
        url = urlsplit(http.url)
        elsewhere = LABEL in url.path
        hop = int(parse_qs(url.query).get("hop", ["0"])[0])
        if http.url.replace(f"-{LABEL}", "").partition("?")[0] in SERVED:
            return _reply(rule, which, hop, http, elsewhere, page=page)
        if url.hostname == "intranet.invalid":
            return Failure("blocked_host", "This name is not public.")
        if url.scheme == "https":
            return PLAIN
        if not url.path.startswith("/lab/"):
            return REFUSED
        return _reply(rule, which, hop, http, elsewhere, page=PAGE)

    return answer


def _reply(rule: str, which: lab.Which, hop: int, http: HttpRequest, elsewhere: bool, *, page: str) -> Answer:
    told = lab.reply(
        rule,
        which,
        hop,
        **lab.asked(http),
        elsewhere=elsewhere,
        past_cache=LABEL in parse_qs(urlsplit(http.url).query),
        lab=LAB,
        page=page,
    )
    return told or REFUSED


def judged(rule: str, which: lab.Which) -> Judgement:
    """The judgement of an example, with the diagnostic requests."""
    return audit(lab.request(rule, which, lab=LAB, page=PAGE), answerer(rule, which), LABEL)


@pytest.mark.parametrize("rule", RULES)
def test_broken_example_yields_exactly_its_rule(rule: str) -> None:
    """A cause comes with the rules that it explains."""
    found = {finding.rule for finding in judged(rule, "broken").findings}
    explained = found & set(RULES[rule].explains)
    assert found == {rule} | explained | TOGETHER.get(rule, set())
    assert bool(explained) == bool(RULES[rule].explains)


@pytest.mark.parametrize("which", ["broken", "right"])
@pytest.mark.parametrize("rule", RULES)
def test_a_family_has_nothing_to_say_where_its_condition_does_not_hold(rule: str, which: lab.Which) -> None:
    told = judged(rule, which)
    journey = Journey(told.request, told.outcomes, told.exchanges)
    silent = [other for other in RULES.values() if other.when is not None and not other.when(journey)]
    assert [other.id for other in silent if other.advise is not None and list(other.advise(journey))] == []


@pytest.mark.parametrize("rule", RULES)
def test_right_example_yields_nothing(rule: str) -> None:
    found = {finding.rule for finding in judged(rule, "right").findings}
    assert found == set()


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if rule.blocks])
def test_a_blocking_rule_blocks_in_some_browser_and_not_in_its_right_example(rule: str) -> None:
    broken = {outcome.outcome for outcome in judged(rule, "broken").outcomes.values()}
    right = {outcome.outcome for outcome in judged(rule, "right").outcomes.values()}
    assert broken & {"blocked", "refused", "unreachable"}
    assert not right & {"blocked", "refused", "unreachable"}


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


@pytest.mark.parametrize("rule", RULES)
def test_a_title_leaves_it_to_the_page_to_say_that_it_is_a_guess(rule: str) -> None:
    assert not re.search(r"\b(?:most likely|probably|perhaps|seems?)\b", RULES[rule].title, re.IGNORECASE)


MDN_PAGES = r"(?:Guides|Reference/Headers|\.\./(?:API|HTML|Privacy|Security))(?:/(?:CORS|[A-Za-z_-]*[a-z]))+"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_leads_to_pages_by_names_as_those_sites_spell_them(rule: str) -> None:
    value = RULES[rule]
    if value.spec.startswith(FETCH):
        assert re.fullmatch(r"#[a-z]+(?:-[a-z]+)*\??", value.spec.removeprefix(FETCH))
    assert value.mdn is None or re.fullmatch(re.escape(MDN) + MDN_PAGES, value.mdn)


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if len(rule.right.hops) > 1])
def test_a_right_example_with_several_hops_leads_some_browser_along_all_of_them(rule: str) -> None:
    outcomes = judged(rule, "right").outcomes.values()
    urls = max(len({exchange.request.url for exchange in outcome.exchanges}) for outcome in outcomes)
    assert urls == len(RULES[rule].right.hops)
