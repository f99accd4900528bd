"""Whatever is sent in the place of the form, a page comes back: none of it is our fault."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from checks.pages.forms import CheckForm
from checks.refusal import Refusal
from tests.api.test_fuzz import JUNK, METHODS, ORIGINS, URLS
from tests.inputs.corpus import fragments
from tests.tools.effort import tries
from tests.tools.page_html import Page

TEXTS = st.text(max_size=40) | st.sampled_from([text for _, text in fragments()])
JSON = JUNK.map(json.dumps) | st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "request": st.fixed_dictionaries({"url": URLS | JUNK, "method": METHODS | JUNK}) | JUNK,
            "responses": JUNK,
            "blocked": JUNK,
            "url": URLS | JUNK,
            "status": JUNK,
            "headers": JUNK,
            "raw": JUNK,
        },
    ),
    max_size=3,
).map(json.dumps)
FIELDS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(CheckForm.base_fields, TEXTS)
    | {"url": URLS, "origin": ORIGINS, "method": METHODS}
    | {"paste": TEXTS, "answers": JSON | TEXTS, "others": JSON | TEXTS, "chosen": st.integers().map(str) | TEXTS},
)
FILES = st.none() | st.binary(min_size=1, max_size=60)
EXPECTED = {"/": {200, 422, 503}, "/paste": {200, 422}, "/paste/judge": {200, 303, 400, 422}, "/plan": {200}}


class Forms(TransactionTestCase):
    @settings(max_examples=tries(150, 50), deadline=None, derandomize=True)
    @given(path=st.sampled_from(sorted(EXPECTED)), fields=FIELDS, file=FILES)
    @example(path="/paste", fields={"chosen": "0", "others": '[{"request": {"url": 1, "method": 2}}]'}, file=None)
    @example(path="/paste", fields={"paste": "\x00"}, file=b"\xff\xfe")
    def test_every_form_is_answered_with_a_page(self, path: str, fields: dict[str, str], file: bytes | None) -> None:
        sent: dict[str, Any] = dict(fields)
        if file is not None:
            sent["file"] = SimpleUploadedFile("page.har", file)
        # A form that is right asks for a check, which is not what is tested here.
        with patch("checks.running.service.start", side_effect=Refusal("target_busy", "Not now.")):
            response = Client().post(path, sent)
        assert response.status_code in EXPECTED[path], response.status_code
        # What stands in the box is read first, and may fill in the form.
        if path == "/" and file is None and not fields.get("paste", "").strip():
            assert (response.status_code == 503) == CheckForm(fields).is_valid()
        if response.status_code != 303:
            Page(response.content.decode())
