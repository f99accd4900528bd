"""Files of requests are read within bounds, and one request that cannot be checked never refuses the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checks.inputs.documents import axios_error, http_file, json_documents, yaml_documents, yaml_text
from checks.inputs.understood import Understood
from checks.refusal import Refusal

URL = "https://api.example.com/x"


def read(value: Any) -> Understood:
    found = json_documents.parse(json.dumps(value))
    assert found is not None
    return found


def postman(*urls: str) -> dict[str, Any]:
    return {"info": {}, "item": [{"name": f"r{number}", "request": {"url": url}} for number, url in enumerate(urls)]}


def test_a_request_that_cannot_be_checked_is_named_and_leaves_the_others() -> None:
    found = read(postman("ftp://files.example.com/", URL, ""))
    assert found.request.url == URL
    assert [each.text for each in found.left_out] == ["r0", "r2"]


def test_of_a_large_collection_the_first_hundred_requests_are_offered_and_the_rest_is_told() -> None:
    found = read(postman(*(f"{URL}/{number}" for number in range(130))))
    assert len(found.others) == 100
    assert "more than 100 requests" in found.left_out[0].why


def test_variables_that_name_each_other_end() -> None:
    circle = [{"key": "a", "value": "{{b}}{{b}}"}, {"key": "b", "value": "{{a}}{{a}}"}]
    found = read(postman("{{a}}/x") | {"variable": circle})
    assert found.request.url == ""
    assert any("write the host" in note.text for note in found.notes)


@pytest.mark.parametrize("token", ["{{token}}", "a{{token}}b"])
def test_a_token_in_a_variable_is_sent_as_a_stand_in_and_named(token: str) -> None:
    auth = {"type": "bearer", "bearer": {"token": token}}
    found = read({"info": {}, "auth": auth, "item": [{"request": {"url": URL}}]})
    assert found.request.headers == (("Authorization", f"Bearer {token.replace('{{token}}', 'xxxxx')}"),)
    assert any("{{token}}" in note.text for note in found.notes if note.field == "headers")


def nested(depth: int) -> dict[str, Any]:
    item: dict[str, Any] = {"request": {"url": URL}}
    for _ in range(depth):
        item = {"item": [item]}
    return {"info": {}, "item": [item]}


def test_folders_are_read_to_a_bounded_depth() -> None:
    assert read(nested(8)).request.url == URL
    with pytest.raises(Refusal, match="without a request"):
        read(nested(40))


@pytest.mark.parametrize(
    "value",
    [
        {"cors": {"origins": ["*"]}},
        {"CORSRules": [{"AllowedOrigins": ["*"]}]},
        {"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]},
    ],
)
def test_a_configuration_is_left_to_who_reads_it(value: Any) -> None:
    assert json_documents.parse(json.dumps(value)) is None
    assert json_documents.parse(json.dumps([value])) is None


def test_yaml_follows_no_alias_and_nests_to_a_bound() -> None:
    laughs = "a: &a [x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert len(json.dumps(yaml_text.load(laughs))) < 1000
    assert yaml_text.load("a: &x 1\nb: *x\nc: [true, 'true', ~]") == {"a": "1", "b": None, "c": [True, "true", None]}
    with pytest.raises(Refusal, match="nests too deeply"):
        yaml_text.load("[" * 100 + "]" * 100)


def test_a_damaged_document_is_refused_by_its_name() -> None:
    with pytest.raises(Refusal, match=r"starts like an OpenAPI document\. .* at line \d"):
        yaml_documents.parse("openapi: 3.1.0\npaths: [\n")


CONFIG = {"url": "/x", "baseURL": "https://api.example.com/", "method": "put", "headers": {"X-A": "1"}}
PRINTED = """AxiosError: Network Error
    at XMLHttpRequest.handleError (http://localhost:8080/app.js:1:2) {
  code: 'ERR_NETWORK',
  config: {
    transitional: { silentJSONParsing: true },
    headers: Object [AxiosHeaders] {
      Accept: 'application/json',
      'X-A': '1'
    },
    baseURL: 'https://api.example.com/',
    method: 'put',
    url: '/x',
    withCredentials: true
  }
}"""


def test_an_error_of_axios_is_found_among_other_lines_as_json_or_as_a_console_prints_it() -> None:
    dumped = json.dumps({"message": "Network Error", "name": "AxiosError", "config": CONFIG}, indent=2)
    (part,) = axios_error.parts(f"first\n{dumped}\nlast")
    assert part.lines == tuple(range(1, dumped.count("\n") + 2))
    (printed,) = axios_error.parts(f"first\n{PRINTED}\nlast")
    for found in (part.found, printed.found):
        assert (found.request.url, found.request.method) == (URL, "PUT")
        assert ("X-A", "1") in found.request.headers
    assert (part.found.request.credentials, printed.found.request.credentials) == ("same-origin", "include")


@pytest.mark.parametrize(
    ("status", "said"), [(None, "axios says “Network Error” for every failure"), (403, "axios got the status 403")]
)
def test_what_axios_says_is_told_for_what_it_is(status: int | None, said: str) -> None:
    error = {"message": "Network Error", "name": "AxiosError", "config": CONFIG, "status": status, "request": {}}
    found = read(error)
    assert [note.text.startswith(said) for note in found.notes if note.kind == "fact"] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "GET https://api.example.com/x net::ERR_FAILED",
        "GET https://api.example.com/x 404 (Not Found)",
        "GET /x HTTP/1.1\nHost: api.example.com\n",
        "### What I saw\n\nGET /x HTTP/1.1\nHost: api.example.com\n",
        "I send a GET https://api.example.com/x and it fails",
    ],
)
def test_lines_of_a_console_and_heads_are_no_request_file(text: str) -> None:
    assert http_file.parse(text) is None


def test_what_stands_behind_a_request_without_a_body_is_left_alone() -> None:
    text = "GET https://api.example.com/x\nX-A: 1\n\nAccess to fetch at 'u' has been blocked by CORS policy: a\n"
    (part,) = http_file.parts(text)
    assert (part.lines, part.found.request.body) == ((0, 1), None)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"name": "dev", "values": [], "_postman_variable_scope": "environment"}, "a Postman environment"),
        ({"clientName": "Thunder Client", "data": []}, "Thunder Client"),
        ({"name": "a", "version": "1", "dependencies": {}}, "a package.json"),
        ({"openapi": "3.1.0", "paths": {"/x": {"get": {}}}}, "an OpenAPI 3.1.0 document"),
    ],
)
def test_a_file_without_a_request_is_refused_by_its_name(value: Any, name: str) -> None:
    with pytest.raises(Refusal, match=name):
        read(value)


OPENED = """Uncaught ▼ AxiosError {message: 'Network Error', name: 'AxiosError', code: 'ERR_NETWORK', config: {…}, …}
  code: "ERR_NETWORK"
  ▼ config:
    ▶ adapter: (3) ['xhr', 'http', 'fetch']
    baseURL: "https://api.example.com"
    data: "{}"
    ▼ headers: AxiosHeaders
      Authorization: "Bearer abc"
      X-Tenant: "a"
    ▶ [[Prototype]]: Object
    method: "put"
    url: "/orders"
    withCredentials: true
  message: "Network Error"
"""


def test_an_error_that_devtools_shows_opened_tells_its_request() -> None:
    (part,) = axios_error.parts(f"first\n{OPENED}last")
    request = part.found.request
    assert (request.method, request.url, request.credentials) == ("PUT", "https://api.example.com/orders", "include")
    assert [name for name, _ in request.headers] == ["Authorization", "X-Tenant"]
    assert part.lines == tuple(range(1, 15))


def test_a_configuration_that_only_looks_alike_is_no_error() -> None:
    assert list(axios_error.parts("config:\n  url: https://api.example.com\n  method: get\n  axios: true")) == []


@pytest.mark.parametrize("kind", ["digest", "hawk", "ntlm", "awsv4"])
def test_what_signs_in_when_it_is_sent_has_a_stand_in_and_is_named(kind: str) -> None:
    found = read({"info": {}, "auth": {"type": kind, kind: []}, "item": [{"request": {"url": URL}}]})
    assert [name for name, _ in found.request.headers] == ["Authorization"]
    (said,) = [note.text for note in found.notes if note.field == "headers" and note.kind == "guess"]
    assert said == f"Authorization is computed when the request is sent ({kind}); a placeholder is used."


@pytest.mark.parametrize("kind", ["noauth", "none", "inherit", "null"])
def test_a_way_of_signing_in_that_is_none_sends_nothing(kind: str) -> None:
    found = read({"info": {}, "auth": {"type": kind}, "item": [{"request": {"url": URL}}]})
    assert found.request.headers == ()
    assert [note.field for note in found.notes if note.field == "headers"] == []
