"""Hostile words reach no template, and every legal one renders everywhere as itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cors.policy import CorsPolicy, PolicyError
from checks.fixes import STACKS, Situation, render_all
from checks.fixes.filters import regex
from checks.fixes.patterns import pattern_regex
from tests.fixes.policies import OLDER_HEADERS

PAYLOADS = [
    "`id`", "${process.exit()}", "$http_host", "$(id)", '"', "'", "\\", "\n", "\r\n", "\x00", "\t", " ", "#", "//x",
    "/*", "*/", "<!--", "]]>", "{{ 7|add:7 }}", "{% debug %}", "{# c #}", "#{exit}", "<?php", "?>", "%{Host}i",
    "%[src]", "{host}", "; return 200", "}", ");", "|", "&", "^", "~", "!", "%0d%0a", "\u202e", "é",
]  # fmt: skip
HOSTILE = [
    *[("origins", f"https://app{payload}.example.com") for payload in PAYLOADS],
    *[("origins", f"https://app.example.com{payload}") for payload in PAYLOADS],
    *[("origins", f"https{payload}://app.example.com") for payload in PAYLOADS],
    *[("methods", f"PUT{payload}") for payload in PAYLOADS],
    *[("headers", f"x-id{payload}") for payload in PAYLOADS],
    *[("expose_headers", f"{payload}etag") for payload in PAYLOADS],
]


def test_the_table_is_long_enough() -> None:
    assert len(HOSTILE) >= 200


@pytest.mark.parametrize(("field", "word"), HOSTILE)
def test_a_hostile_word_is_refused(field: str, word: str) -> None:
    with pytest.raises(PolicyError) as caught:
        CorsPolicy(**{"origins": ("https://app.example.com",), field: (word,)})
    assert caught.value.field == field


HOSTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z0-9]{1,6}){0,2}", fullmatch=True)
PATTERNS = st.builds("https://*.{}.example".format, st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True))
ORIGINS = st.builds(
    lambda scheme, host, port: f"{scheme}://{host}{port}",
    st.sampled_from(["https", "http", "capacitor", "chrome-extension", "app+dev"]),
    HOSTS | st.just("[::1]") | st.just("[2001:db8::7]"),
    st.sampled_from(["", ":3000", ":65535"]),
)
NAMES = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
POLICIES = st.one_of(
    st.builds(
        CorsPolicy,
        st.lists(ORIGINS | PATTERNS, min_size=1, max_size=4).map(tuple),
        st.lists(st.sampled_from(["GET", "PUT", "PATCH", "PROPFIND"]), min_size=1).map(tuple),
        st.lists(NAMES, max_size=4).map(tuple),
        st.booleans(),
        st.lists(NAMES, max_size=4).map(tuple),
        st.integers(0, 86400),
    ),
    st.builds(CorsPolicy, st.just(("*",)), headers=st.lists(NAMES, max_size=4).map(tuple)),
)

SITUATIONS = st.sampled_from([Situation(), OLDER_HEADERS])


def _is_written(origin: str, code: str) -> bool:
    spellings = [origin, regex(origin)]
    if "://*." in origin:
        pattern = pattern_regex(origin)
        spellings += [pattern, pattern.replace("://", r":\/\/"), pattern.replace("\\", r"\\")]
    return any(spelling in code for spelling in spellings)


@settings(max_examples=50, deadline=None)
@given(POLICIES, SITUATIONS)
def test_every_legal_word_reaches_every_fix_and_no_template_syntax_stays_behind(
    policy: CorsPolicy, situation: Situation
) -> None:
    words = [*policy.methods, *policy.headers, *policy.expose_headers]
    for fix in render_all(policy, situation):
        if not STACKS[fix.stack].same_origin:
            assert [word for word in words if word.lower() not in fix.code.lower()] == [], fix.stack
            missing = [origin for origin in policy.origins if not _is_written(origin, fix.code)]
            assert policy.any_origin or missing == [], fix.stack
        assert not re.search(r"{%|%}|{#\s|\|(quoted|join|regex)", fix.code), fix.stack
        assert "\n\n\n\n" not in fix.code


PARSERS: dict[str, Callable[[str], object]] = {
    "python": lambda code: compile(code, "fix", "exec"),
    "json": json.loads,
    "xml": lambda code: ElementTree.fromstring(f"<web-app>{code}</web-app>"),
}


@settings(max_examples=50, deadline=None)
@given(POLICIES, SITUATIONS)
def test_every_legal_policy_renders_to_a_configuration_that_parses(policy: CorsPolicy, situation: Situation) -> None:
    """Of the languages that Python can read; the proofs let each server check its own."""
    for fix in render_all(policy, situation):
        if fix.language in PARSERS:
            PARSERS[fix.language](fix.code)
