"""A subdomain pattern becomes a regular expression of just the subdomains, and some stacks cannot say it."""

import re

import pytest

from checks.cors.policy import CorsPolicy, PolicyError
from checks.fixes import STACKS, render, render_all
from checks.fixes.patterns import pattern_regex

POLICY = CorsPolicy(("https://*.example.com:8443",))


@pytest.mark.parametrize(
    ("origin", "matches"),
    [
        ("https://a.example.com:8443", True),
        ("https://a-1.b_2.example.com:8443", True),
        ("https://example.com:8443", False),
        ("https://.example.com:8443", False),
        ("https://a.example.com", False),
        ("https://a.example.com:84430", False),
        ("http://a.example.com:8443", False),
        ("https://a.examplexcom:8443", False),
        ("https://evilexample.com:8443", False),
        ("https://evil.test/.example.com:8443", False),
        ("null", False),
    ],
)
def test_the_regular_expression_matches_subdomains_only(origin: str, matches: bool) -> None:
    assert bool(re.fullmatch(pattern_regex(POLICY.origins[0]), origin)) == matches


def test_a_stack_that_compares_whole_origins_is_left_out_and_says_so() -> None:
    able = [stack.id for stack in STACKS.values() if stack.subdomains]
    assert [fix.stack for fix in render_all(POLICY)] == able
    with pytest.raises(PolicyError, match="list each subdomain"):
        render("tomcat", POLICY)
