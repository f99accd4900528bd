"""`manage.py evaluate`: JSON Lines or a HAR in, one document a line out."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from checks.management.commands.evaluate import Command

PAGE = "https://app.example.com"
URL = "https://api.example.com/items"
CASE = {
    "id": "case-1",
    "family": "whatever a recording notes",
    "request": {"url": URL, "origin": PAGE},
    "responses": [{"url": URL, "preflight": False, "status": 200, "headers": [["Access-Control-Allow-Origin", "*"]]}],
}


def run(tmp_path: Path, text: str) -> list[dict[str, Any]]:
    path = tmp_path / "cases"
    path.write_text(text)
    output = StringIO()
    call_command("evaluate", str(path), stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_each_line_gives_a_document_with_its_id(tmp_path: Path) -> None:
    other = {**CASE, "id": 2, "responses": []}
    found = run(tmp_path, f"{json.dumps(CASE)}\n\n{json.dumps(other)}\n")
    assert [(document["id"], document["verdict"]) for document in found] == [("case-1", "allowed"), (2, "inconclusive")]
    assert "fixes" not in found[0]


def test_a_line_that_cannot_be_used_costs_the_others_nothing(tmp_path: Path) -> None:
    wrong = {"id": "w", "request": {"url": URL}}
    found = run(tmp_path, f"nonsense\n{json.dumps(wrong)}\n{json.dumps(CASE)}\n")
    assert [document.get("code", document.get("verdict")) for document in found] == [
        "invalid_json",
        "invalid_field",
        "allowed",
    ]
    assert found[1] == {
        "id": "w",
        "title": "A field is wrong",
        "status": 400,
        "detail": "Send request.origin, a string.",
        "code": "invalid_field",
        "field": "request.origin",
    }


def test_one_body_over_several_lines_is_one_body(tmp_path: Path) -> None:
    assert [document["verdict"] for document in run(tmp_path, json.dumps(CASE, indent=2))] == ["allowed"]


def entry(
    method: str, url: str, status: int, request: dict[str, str], response: dict[str, str], **rest: Any
) -> dict[str, Any]:
    def pairs(headers: dict[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in headers.items()]

    return {
        "request": {"method": method, "url": url, "headers": pairs(request), "cookies": []},
        "response": {"status": status, "headers": pairs(response)},
        **rest,
    }


def test_a_har_gives_a_document_for_each_cross_origin_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    allow = {"Access-Control-Allow-Origin": PAGE}
    preflight = {"Origin": PAGE, "Access-Control-Request-Method": "PUT"}
    har = {
        "log": {
            "entries": [
                entry("GET", f"{PAGE}/index.html", 200, {}, {}),
                entry("OPTIONS", URL, 204, preflight, {**allow, "Access-Control-Allow-Methods": "PUT"}),
                entry("PUT", URL, 200, {"Origin": PAGE, "User-Agent": "x", "sec-ch-ua": "y"}, allow),
                entry("GET", f"{PAGE}/own", 200, {"Referer": f"{PAGE}/index.html"}, {}),
                entry("GET", URL + "?old", 302, {"Origin": PAGE}, {**allow, "Location": "/new"}),
                entry("GET", "https://api.example.com/new", 200, {"Origin": PAGE}, {}),
                entry("GET", "https://down.example.com/", 0, {"Origin": PAGE}, {}, _resourceType="xhr"),
                entry("GET", "https://gone.example.com/", 0, {"Origin": PAGE}, {}, _error="net::ERR_CONNECTION_RESET"),
            ]
        }
    }
    found = run(tmp_path, json.dumps(har, indent=1))
    assert [(document["id"], document["verdict"]) for document in found] == [
        (2, "allowed"),
        (4, "blocked"),
        (6, "inconclusive"),
        (7, "unreachable"),
    ]
    assert found[0]["request"]["headers"] == []
    assert [exchange["purpose"] for exchange in found[1]["exchanges"]] == ["main", "redirect"]
    assert found[2]["request"]["initiator"] == "xmlhttprequest"
    assert any("no response and no reason" in note for note in found[2]["notes"])
    assert "1 request to the page's own origin left out." in capsys.readouterr().err
    assert "net::ERR_CONNECTION_RESET" in found[3]["browsers"]["chromium"]["console"][0]


@pytest.mark.parametrize("entries", [7, [7], [{"request": {}, "response": {}}]])
def test_a_har_that_is_none_is_named(tmp_path: Path, entries: Any) -> None:
    assert [document["code"] for document in run(tmp_path, json.dumps({"log": {"entries": entries}}))] == [
        "invalid_field"
    ]


def test_a_har_over_several_lines_that_holds_nothing_gives_one_error(tmp_path: Path) -> None:
    (told,) = run(tmp_path, json.dumps({"log": {"version": "1.2"}}, indent=1))
    assert (told["code"], told["field"]) == ("invalid_field", "log.entries")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none cannot be read: No such file or directory\."):
        call_command("evaluate", str(tmp_path / "none"))


def test_help_is_about_the_command_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Command().create_parser("corschecker", "evaluate").parse_args(["--help"])
    told = capsys.readouterr().out
    assert "--site" in told
    assert not [option for option in ("--settings", "--pythonpath", "--traceback", "--verbosity") if option in told]
