"""What a report is offered as parses, is inert, and comes back through the box as the same request."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cors.document import document, facts
from checks.cors.judge import judge
from checks.cors.model import HttpRequest, HttpResponse, Request
from checks.exports import EXPORTS, offered
from checks.inputs.box import understand

NODE = shutil.which("node")
COMPARED = ("url", "origin", "method", "headers", "credentials", "mode", "redirect", "initiator", "cache")
REQUESTS = {
    "plain": Request("https://api.example.com/items?page=2", "https://app.example.com"),
    "credentials": Request(
        "https://api.example.com/items",
        "http://localhost:3000",
        "PUT",
        (("Content-Type", "application/json"), ("X-Request-Id", "a b'c\"d`e$f\\g")),
        credentials="include",
    ),
    "omit": Request("https://api.example.com/", "null", "DELETE", (("X-A", "=1"),), credentials="omit"),
    "xhr": Request("https://api.example.com/", "https://app.example.com", "POST", initiator="xmlhttprequest"),
    "redirect": Request("http://localhost:8000/x", "https://app.example.com", "patch", redirect="error"),
    "no cache": Request("https://api.example.com/", "https://app.example.com", cache="no-store"),
    "image": Request(
        "https://cdn.example.com/a.png",
        "https://app.example.com",
        credentials="include",
        mode="no-cors",
        initiator="img",
    ),
    "empty header": Request("https://api.example.com/", "https://app.example.com", "GET", (("X-Empty", ""),)),
    "odd URL": Request("https://api.example.com/a'b?[x]={y}&z=%20#f", "capacitor://localhost"),
}


def answer(http: HttpRequest) -> HttpResponse:
    return HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))


def report_of(request: Request) -> dict[str, Any]:
    return document(facts(judge(request, lambda: answer)), "https://checker.example")


def fields_of(request: Any) -> dict[str, Any]:
    return {name: getattr(request, name) for name in COMPARED}


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("form", [form for form in EXPORTS if form != "curl-preflight"])
def test_the_box_reads_the_same_request_back(name: str, form: str) -> None:
    request = REQUESTS[name]
    text = EXPORTS[form].render(report_of(request))
    if text is None:
        assert (name, form) in {("redirect", form) for form in IN_CAPITALS}
        return
    if (name, form) == ("image", "har"):
        return  # Without CORS there is no Origin on the wire, so a HAR does not know the page.
    found = fields_of(understand(text).request)
    wanted = fields_of(request)
    if form == "har":
        wanted["url"] = request.url.partition("#")[0]
    assert found == wanted


def test_a_preflight_comes_back_as_the_request_it_asks_for() -> None:
    text = EXPORTS["curl-preflight"].render(report_of(REQUESTS["credentials"]))
    assert text is not None
    found = understand(text).request
    assert (found.url, found.origin, found.method) == ("https://api.example.com/items", "http://localhost:3000", "PUT")
    assert [name for name, _ in found.headers] == ["content-type", "x-request-id"]
    assert EXPORTS["curl-preflight"].render(report_of(REQUESTS["plain"])) is None


IN_CAPITALS = ("httpie", "axios", "jquery", "angular")
HOSTILE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40)


@settings(max_examples=60, deadline=None)
@given(value=HOSTILE.map(str.strip), path=HOSTILE)
def test_hostile_values_stay_words(value: str, path: str) -> None:
    request = Request(
        f"https://api.example.com/{path}", "https://app.example.com", "PUT", (("X-A", value),), credentials="include"
    )
    report = report_of(request)
    for form in ("curl", "httpie"):
        text = EXPORTS[form].render(report)
        if text is None:
            assert form == "httpie"
            continue
        words = shlex.split(text.partition("\n")[2])
        assert request.url in words
        assert len([word for word in words if word.startswith(("X-A:", "X-A;"))]) == 1
        assert len(words) <= 12
    for form in ("fetch", "axios", "jquery", "angular", "xmlhttprequest"):
        text = EXPORTS[form].render(report) or ""
        assert json.dumps(request.url) in text
        assert json.dumps(value) in text
    for form in ("postman", "har"):
        json.loads(EXPORTS[form].render(report) or "")


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("name", REQUESTS)
def test_the_code_parses(name: str, tmp_path: Any) -> None:
    report = report_of(REQUESTS[name])
    for form in ("fetch", "axios", "xmlhttprequest", "jquery", "angular"):
        file = tmp_path / f"{form}.mjs"
        file.write_text(EXPORTS[form].render(report) or "true")
        subprocess.run([str(NODE), "--check", str(file)], check=True, capture_output=True)


def test_a_har_has_what_its_readers_need() -> None:
    log = json.loads(EXPORTS["har"].render(report_of(REQUESTS["credentials"])) or "")["log"]
    assert next(entry["request"]["method"] for entry in log["entries"]) == "OPTIONS"
    for entry in log["entries"]:
        assert re.match(r"\d{4}-\d\d-\d\dT", entry["startedDateTime"])
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"} <= set(
            entry["request"]
        )
        assert {"status", "statusText", "content", "redirectURL", "headers", "cookies"} <= set(entry["response"])


def test_what_cannot_be_said_is_not_offered() -> None:
    report = report_of(Request("https://api.example.com/", "https://app.example.com", headers=(("X-A", "a\\=b"),)))
    assert [form.id for form in offered(report)] == [
        form
        for form in EXPORTS
        if form not in ("httpie",) and (form != "curl-preflight" or report["preflight"]["needed"])
    ]
