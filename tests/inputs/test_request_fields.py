"""A field of the request is named once: one line in the table, and readers, description, documents and form have it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import pytest
from django import forms

from checks.api.openapi_schemas import SCHEMAS, properties
from checks.cors.document import request_json
from checks.cors.model import Request
from checks.inputs.check_json import OPTIONS, CheckBody, read_check
from checks.inputs.evaluate_json import read_recorded
from checks.inputs.request_fields import FIELDS, Field, cleaned, read, table
from checks.pages.forms import TITLES, CheckForm, plain
from checks.refusal import Refusal

GOOD = {"url": "https://api.example.com/", "origin": "https://app.example.com"}
PLACES = ("document", "worker")


@dataclass(frozen=True, slots=True)
class Wider(Request):
    made_up_flag: bool = False
    made_up_word: str = "document"
    made_up_fact: str | None = None


WIDER = table(
    Wider,
    **FIELDS,
    made_up_flag=Field("The code sets it.", "The code sets it"),
    made_up_word=Field("Where the code runs.", "Where the code runs", PLACES, recorded=("nowhere",)),
    made_up_fact=Field(words=PLACES),
)


def refusal_of(given: dict[str, Any], **how: Any) -> tuple[str, str, str | None]:
    with pytest.raises(Refusal) as refused:
        read(GOOD | given, WIDER, **how)
    return refused.value.code, refused.value.detail, refused.value.field


def test_the_table_has_every_field_of_the_model_in_its_order() -> None:
    assert list(FIELDS) == [field.name for field in fields(Request)]
    assert ["request", *OPTIONS, "then"] == [field.name for field in fields(CheckBody)]


def test_a_new_line_is_read_and_may_be_left_out() -> None:
    told = {"made_up_flag": True, "made_up_word": "worker", "made_up_fact": "document"}
    for recorded in (False, True):
        found = cleaned(read(GOOD | told, WIDER, recorded=recorded), WIDER)
        assert request_json(Wider(**found)).items() >= told.items()
    unsaid = Wider(**read(GOOD | {"made_up_fact": None}, WIDER))
    assert (unsaid.made_up_flag, unsaid.made_up_word, unsaid.made_up_fact) == (False, "document", None)
    assert request_json(unsaid) == request_json(Request(**GOOD))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"made_up_flag": "yes"}, "made_up_flag must be true or false."),
        ({"made_up_word": "nowhere"}, "made_up_word is one of document, worker."),
        ({"made_up_word": None}, "made_up_word is one of document, worker."),
        ({"made_up_fact": 7}, "made_up_fact is one of document, worker."),
    ],
)
def test_a_wrong_value_of_a_new_line_is_refused(given: dict[str, Any], sentence: str) -> None:
    (name,) = given
    assert refusal_of(given) == ("invalid_field", sentence, name)


def test_a_recording_may_hold_what_no_check_would() -> None:
    assert read(GOOD | {"made_up_word": "nowhere"}, WIDER, recorded=True)["made_up_word"] == "nowhere"
    assert refusal_of({"made_up_word": "x"}, prefix="request.", recorded=True) == (
        "invalid_field",
        "request.made_up_word is one of document, worker, nowhere.",
        "request.made_up_word",
    )


def test_a_new_line_is_described() -> None:
    described = properties(WIDER)
    assert {name: described[name] for name in FIELDS} == properties(FIELDS)
    assert described["made_up_flag"] == {"type": "boolean", "default": False, "description": "The code sets it."}
    assert described["made_up_word"] == {
        "type": "string",
        "description": "Where the code runs.",
        "enum": ["document", "worker"],
        "default": "document",
    }
    assert described["made_up_fact"] == {
        "anyOf": [{"type": "string", "enum": ["document", "worker"]}, {"type": "null"}]
    }
    assert properties(WIDER, recorded=True)["made_up_word"]["enum"] == ["document", "worker", "nowhere"]


def test_the_description_has_the_fields_that_are_read() -> None:
    for schema, known in (
        (SCHEMAS["Check"], [*FIELDS, *OPTIONS, "then"]),
        (SCHEMAS["Evaluation"]["properties"]["request"], [*FIELDS]),
    ):
        assert list(schema["properties"]) == known
        assert schema["required"] == ["url", "origin"]


def test_the_form_asks_for_a_new_line_with_a_label() -> None:
    tick, choice = plain("made_up_flag", WIDER["made_up_flag"]), plain("made_up_word", WIDER["made_up_word"])
    assert isinstance(tick, forms.BooleanField)
    assert isinstance(choice, forms.ChoiceField)
    assert (choice.label, choice.initial) == ("Where the code runs", "document")
    assert [word for word, _ in choice.choices] == ["document", "worker", "nowhere"]
    assert {name for name, field in FIELDS.items() if field.label} <= CheckForm.base_fields.keys()


def test_the_form_offers_every_word_and_names_none_that_there_is_not() -> None:
    offered = {
        name: [word for word, _ in field.choices]
        for name, field in CheckForm.base_fields.items()
        if isinstance(field, forms.ChoiceField)
    }
    assert set(TITLES) <= offered.keys()
    for name, words in offered.items():
        # No word at all, and a body whose kind does not matter.
        known = {
            *FIELDS[name].allowed(recorded=True),
            *({""} if FIELDS[name].default is None else ()),
            *({"text"} if name == "body_kind" else ()),
        }
        assert set(words) == known


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"url": "ftp://x/", "method": "TRACE", "hsts": "yes"}, "hsts"),
        ({"url": "ftp://x/", "method": "TRACE", "target_address_space": "here"}, "target_address_space"),
        ({"url": "ftp://x/", "method": "TRACE", "fresh": 1}, "fresh"),
        ({"url": "ftp://x/", "method": "TRACE"}, "url"),
    ],
)
def test_the_wrong_type_is_named_before_the_wrong_value(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_check(GOOD | wrong)
    assert refused.value.field == named


def test_a_recording_is_read_without_being_cleaned() -> None:
    told = {"method": "TRACE", "body_type": "é", "content_security_policy": "é", "body_kind": "blob"}
    request = read_recorded({"request": GOOD | told}).request
    assert {name: getattr(request, name) for name in told} == told
    assert request.body == ""


def test_a_browsers_code_without_a_failure_is_refused_by_its_field() -> None:
    with pytest.raises(Refusal) as refused:
        read_recorded({"request": GOOD, "responses": [{"url": GOOD["url"], "status": 200, "net_error": "ERR_FAILED"}]})
    assert refused.value.detail == "responses[0].net_error goes with failure, and is the browser's own code."
