"""Every fragment of the corpus is understood exactly, or refused with its sentence; so is what is huge or damaged."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.inputs.box import understand
from checks.refusal import Refusal
from tests.inputs.corpus import EXPECTED, SENTENCES, formats, fragments, sentences, told
from tests.inputs.sentences import unsaid
from tests.tools.page_scripts import NODE, run_beside_the_page_scripts

FRAGMENTS = dict(fragments())
KNOWN = json.loads(EXPECTED.read_text(encoding="utf-8"))
SAID = json.loads(SENTENCES.read_text(encoding="utf-8"))
# What the fragments hold as secrets.
SECRETS = ("s3cr3t", "pa55", "AbC123def", "abc123def456", "eyJhbGci", "abc.def")


def test_the_corpus_is_large_and_every_fragment_has_its_expectation() -> None:
    assert len(FRAGMENTS) >= 150
    assert list(FRAGMENTS) == list(KNOWN)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_is_understood_exactly(name: str) -> None:
    assert told(FRAGMENTS[name]) == KNOWN[name]


@pytest.mark.parametrize("format_", formats())
def test_what_is_not_certain_is_said_in_sentences_that_are_known(format_: str) -> None:
    assert sentences(format_) == SAID[format_]


@pytest.mark.parametrize("name", FRAGMENTS)
def test_everything_is_told_in_sentences(name: str) -> None:
    with suppress(Refusal):
        assert unsaid(understand(FRAGMENTS[name])) == []


@pytest.mark.parametrize("name", [name for name in FRAGMENTS if not name.startswith(("json", "curl_cmd"))])
def test_line_ends_and_white_space_around_change_nothing(name: str) -> None:
    text = FRAGMENTS[name].strip("\n")
    assert told("\n" + text.replace("\n", "\r\n") + "\r\n  \r\n") == told(text + "\n")


@pytest.mark.parametrize("name", FRAGMENTS)
def test_no_secret_leaves_the_box(name: str) -> None:
    shown = json.dumps(told(FRAGMENTS[name]))
    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_page_takes_secrets_out_before_it_sends_and_the_meaning_stays(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(FRAGMENTS), encoding="utf-8")
    run = (
        "const texts = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));"
        "console.log(JSON.stringify(Object.fromEntries(Object.entries(texts).map(([n, t]) => [n, leanText(t)]))))"
    )
    sent = json.loads(run_beside_the_page_scripts(run, tmp_path / "in.json"))
    assert {name: [secret for secret in SECRETS if secret in text] for name, text in sent.items()} == {
        name: [] for name in FRAGMENTS
    }
    changed = {name for name, text in sent.items() if meaning(text) != meaning(FRAGMENTS[name])}
    assert changed == set()


def meaning(text: str) -> object:
    """What is understood, without what is said about secrets, which are dummies already, and without bodies."""
    found = told(text)
    notes = [note for note in found.pop("notes", []) if not note.startswith("secret")]
    found.pop("body", None)
    # In base64, a dummy's shape is that of the dummy, not of the secret.
    found["headers"] = [line.partition("Basic ")[0] for line in found.get("headers", [])]
    return found, notes


HUGE = {
    "letters": "a" * 1_000_000,
    "quotes": "curl " + "'" * 200_001,
    "backslashes": "curl " + "\\" * 200_001,
    "double quotes": 'curl "' + '\\"' * 100_000,
    "carets": "curl ^" + '"^' * 100_000,
    "brackets": "fetch(" + "[" * 200_000,
    "braces": "{" * 200_000,
    "template": "fetch(`" + "${" * 100_000,
    "headers": "HTTP/1.1 200 OK\n" + "X-A: b\n" * 20_000,
    "panel": "name\nvalue\n" * 50_000,
    "console": "Access to fetch at '" + "x' from origin '" * 20_000,
    "firefox": "Cross-Origin Request Blocked: " * 20_000,
    "translated": ("CORS: https://" + "a" * 9_000 + " Access-Control-Allow-Origin:\n") * 300,
    "translated colons": "CORS: " + "a://b:" * 200_000,
    "lines": "Origin https://a.example is not allowed by Access-Control-Allow-Origin.\n" * 20_000,
    "powershell": "Invoke-WebRequest " + "`" * 200_000,
    "httpie": "http " + "a:b " * 50_000,
    "url": "https://example.com/" + "%" * 500_000,
    "blank": " " * 1_000_000,
    "urls": "https://a.example/ " * 50_000,
    "over the limit": "a" * 4_000_001,
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_told(name: str) -> None:
    assert told(HUGE[name])


@settings(max_examples=150, deadline=None)
@given(name=st.sampled_from(list(FRAGMENTS)), cut=st.floats(0, 1), insert=st.text(max_size=3))
def test_damage_never_breaks_the_box(name: str, cut: float, insert: str) -> None:
    text = FRAGMENTS[name]
    place = int(len(text) * cut)
    for damaged in (text[:place], text[place:], text[:place] + insert + text[place:]):
        try:
            found = understand(damaged)
        except Refusal as refusal:
            sentence = refusal.detail
        else:
            sentence = found.what + "."
            told = (found.request.url, found.request.origin, found.answers, found.rules, found.notes)
            assert any(told) or found.configuration
        assert len(sentence) > 5
        assert sentence.endswith((".", "…"))
