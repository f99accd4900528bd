"""Error answers are told by the layer that made them, and by the words that their bodies are known to hold."""

from __future__ import annotations

import pytest

from checks.cors.layers import by, layer_of
from checks.cors.model import HttpResponse
from checks.cors.phrases import MAX_BODY, PHRASES, Phrase, known, named
from tests.cors.error_answers import ERRORS, ErrorAnswer


def test_there_are_many_kinds_of_error_answers() -> None:
    assert len({error.name for error in ERRORS}) == len(ERRORS) >= 20
    assert len({error.layer for error in ERRORS}) >= 20


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.name)
def test_an_error_answer_is_told_by_the_layer_that_made_it(error: ErrorAnswer) -> None:
    layer = layer_of(error.response)
    assert layer is not None
    assert (layer.name, layer.sure) == (error.layer, error.sure)
    assert error.layer in by(error.response)
    assert error.response.get(layer.header.lower()) is not None or error.response.phrase


@pytest.mark.parametrize("headers", [(), (("Server", "unheard-of"),), (("Content-Type", "text/html"),)])
def test_nobody_is_named_where_nothing_tells(headers: tuple[tuple[str, str], ...]) -> None:
    assert layer_of(HttpResponse(500, headers)) is None
    assert by(HttpResponse(500, headers)) == ""


@pytest.mark.parametrize(
    ("status", "words"),
    [(504, ", most likely from nginx"), (413, ", most likely from nginx"), (500, " from nginx or what is behind it")],
)
def test_a_proxy_that_writes_its_name_over_every_answer_is_only_likely_to_have_made_it(status: int, words: str) -> None:
    assert by(HttpResponse(status, (("Server", "nginx"),))) == words


def test_a_phrase_is_known_in_any_case_and_anywhere_in_what_is_looked_at() -> None:
    assert known(b"<h1>DISALLOWED cors Origin</h1>") == "Disallowed CORS origin"
    assert known(b" " * (MAX_BODY - 20) + b"invalid CORS request") == "Invalid CORS request"
    assert known(b" " * (MAX_BODY - 19) + b"Invalid CORS request") == ""
    assert known(b"") == known(b"All is well.") == ""


def test_what_a_page_says_counts_before_who_wrote_it() -> None:
    assert known(b"Invalid CORS request<hr><center>nginx/1.26.2</center>") == "Invalid CORS request"


def test_every_phrase_is_named_once_and_found_by_its_name() -> None:
    assert len({phrase.name for phrase in PHRASES}) == len(PHRASES)
    assert all(named(phrase.name) == phrase for phrase in PHRASES)
    assert named("") is None


@pytest.mark.parametrize(
    "phrase", [phrase for phrase in PHRASES if phrase.kind != "layer"], ids=lambda phrase: phrase.name
)
def test_a_phrase_that_is_quoted_to_readers_is_what_the_body_holds(phrase: Phrase) -> None:
    body = f"<code>{phrase.name}</code> {phrase.name} /items".encode()
    assert phrase.name in (known(body), known(phrase.name.encode()))
