"""The origins that look like one that is allowed: each by its name, with its question, and what it makes needless."""

from __future__ import annotations

import pytest

from checks.cors.lookalikes import is_implied, of, third_parties
from checks.cors.probes import asks

LABEL = "label"


def test_an_origin_has_these_look_alikes_the_most_telling_first() -> None:
    assert list(of("https://app.example.com:8443", LABEL)) == [
        ("prefix", "https://app.example.com.label.example:8443"),
        ("suffix-host", "https://labelapp.example.com:8443"),
        ("suffix", "https://labelexample.com:8443"),
        ("unescaped-dot", "https://appxexample.com:8443"),
        ("other-port", "https://app.example.com:26412"),
        ("special-underscore", "https://app.example.com_.label.example:8443"),
        ("special-backtick", "https://app.example.com`.label.example:8443"),
        ("http-twin", "http://app.example.com:8443"),
        ("localhost", "http://localhost:26412"),
        ("glued", "https://app.example.comlabel.example:8443"),
        ("special-dollar", "https://app.example.com$.label.example:8443"),
        ("subdomain", "https://label.example.com:8443"),
        ("host-subdomain", "https://label.app.example.com:8443"),
        ("extension", "chrome-extension://eicceanmlamcgemihaniemkgeabepamg"),
        ("contains", "https://labelapp.example.com.label.example:8443"),
    ]


@pytest.mark.parametrize(
    "origin", ["https://app.example.com", "https://shop.vercel.app", "http://localhost:3000", "http://192.0.2.1"]
)
def test_every_look_alike_has_a_question(origin: str) -> None:
    names = [name for name, _ in (*of(origin, LABEL), *third_parties(LABEL))]
    assert len(names) > 8
    assert [name for name in names if not asks(name) or not asks(f"{name}-target")] == []


@pytest.mark.parametrize(
    ("name", "allowed", "one_domain", "implied"),
    [
        ("glued", {"prefix"}, False, True),
        ("glued", {"suffix"}, False, False),
        ("glued-target", {"prefix-target"}, False, True),
        ("glued-target", {"prefix"}, True, False),
        ("host-subdomain", {"subdomain"}, False, True),
        ("host-subdomain-target", {"subdomain"}, False, False),
        ("host-subdomain-target", {"subdomain"}, True, True),
        ("host-subdomain", {"subdomain-target"}, True, True),
        ("host-subdomain-target", {"suffix"}, True, True),
        ("suffix-host-target", {"tenant"}, True, True),
        ("subdomain-target", {"named-tenant"}, True, True),
        ("suffix-host", {"glued"}, True, False),
    ],
)
def test_what_a_looser_comparison_lets_in_is_not_asked_again_on_the_other_host_of_one_domain(
    name: str, allowed: set[str], one_domain: bool, implied: bool
) -> None:
    assert is_implied(name, allowed, one_domain=one_domain) is implied
