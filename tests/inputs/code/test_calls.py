"""What code and markup request, which lines of a paste they take, and what of it is not known."""

from __future__ import annotations

import pytest

from checks.inputs.code.calls import parts
from checks.inputs.understood import Understood
from tests.inputs.corpus import fragments

CODE = {name: text for name, text in fragments() if name.startswith(("javascript", "markup", "programs"))}


def read(text: str) -> list[Understood]:
    return [part.found for part in parts(text)]


def only(text: str) -> Understood:
    (found,) = read(text)
    return found


def notes(found: Understood, about: str) -> str:
    return " ".join(note.text for note in found.notes if note.field == about)


def test_a_host_that_is_not_in_the_code_is_asked_for_and_never_guessed() -> None:
    found = only('fetch(`${API_URL}/users`, { method: "PUT", headers: { "X-A": "1" }, credentials: "include" })')
    assert (found.request.url, found.request.method, found.request.credentials) == ("", "PUT", "include")
    assert found.request.headers == (("X-A", "1"),)
    assert "The host is in API_URL, which is not in the code" in notes(found, "url")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("`https://${tenant}.example.com/x`", "tenant"),
        ('"http://localhost:" + port + "/x"', "port"),
        ("process.env.REACT_APP_API + '/x'", "process.env.REACT_APP_API"),
        ("environment.apiUrl", "environment.apiUrl"),
        ("getUrl()", "getUrl()"),
    ],
)
def test_no_part_of_a_host_is_made_up(url: str, name: str) -> None:
    found = only(f"fetch({url})")
    assert found.request.url == ""
    assert f"The host is in {name}," in notes(found, "url")


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("`https://api.example.com/users/${id}/posts`", "https://api.example.com/users/1/posts"),
        ('"https://api.example.com/items?page=" + page', "https://api.example.com/items?page=1"),
        ("`https://api.example.com/${lang}/x`", "https://api.example.com/lang/x"),
        ("`https://api.example.com${path}`", "https://api.example.com/path"),
    ],
)
def test_a_variable_in_the_path_has_a_stand_in_and_is_named(url: str, whole: str) -> None:
    found = only(f"fetch({url})")
    assert found.request.url == whole
    assert "is not in the code" in notes(found, "url")


def test_a_relative_url_is_the_pages_own_host() -> None:
    found = only('axios.get("/api/items")')
    assert found.request.url == ""
    assert "own host, where CORS plays no part" in notes(found, "url")


@pytest.mark.parametrize(
    "text",
    [
        'app.get("/users", (req, res) => res.json([]))',
        'router.post("/x", handler)',
        'app.use(cors({ origin: "https://app.example.com" }))',
        'cy.request("https://api.example.com/x")',
        'http.get("https://api.example.com/x", () => HttpResponse.json({}))',
        'expect(fetch("https://api.example.com/x")).toThrow()',
        'window.open("https://login.example.com", "_blank")',
        'location.href = "https://login.example.com"',
        "TypeError: Failed to fetch\n    at fetch (main.js:12)\n    at axios.get (https://app.example.com/a.js:1:2)",
        "export default { async fetch(request) { const answer = await fetch(request); return answer; } }",
        'self.addEventListener("fetch", (event) => event.respondWith(fetch(event.request)))',
        "add_header 'Access-Control-Allow-Origin' 'https://app.example.com';",
        'header("Access-Control-Allow-Origin: https://app.example.com");',
        "CORS_ALLOWED_ORIGINS = ['https://app.example.com']",
        '@CrossOrigin(origins = "https://app.example.com")\n@GetMapping("/items")',
        'builder.WithOrigins("https://app.example.com").AllowAnyHeader();',
        "<CORSRule><AllowedOrigin>https://app.example.com</AllowedOrigin></CORSRule>",
        "res.setHeader('Access-Control-Allow-Origin', '*')",
        "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked",
        "curl 'https://api.example.com/items' -H 'X-A: b'",
        "The fetch fails when I call it, and axios too.",
        "@app.route('/items')\n@cross_origin()\ndef items(): return jsonify([])",
    ],
)
def test_what_makes_no_request_of_a_page_is_left_alone(text: str) -> None:
    assert read(text) == []


def test_each_call_of_a_function_that_fetches_is_a_request_of_its_own() -> None:
    text = """
const call = (path, method = "GET") => fetch("https://api.example.com" + path, { method });
call("/one");
call("/two", "DELETE");
"""
    asked = [(found.request.method, found.request.url) for found in read(text)]
    assert asked == [("GET", "https://api.example.com/one"), ("DELETE", "https://api.example.com/two")]


def test_lines_of_the_code_are_taken_and_all_others_left() -> None:
    text = """My API says no:
Access to fetch at 'https://api.example.com/x' from origin 'http://localhost:3000' has been blocked by CORS policy

const url = "https://api.example.com/x";
let unused = 1;
fetch(url, {
  method: "PUT",
});

HTTP/1.1 200 OK
Access-Control-Allow-Origin: *
"""
    (part,) = parts(text)
    assert part.found.request.url == "https://api.example.com/x"
    assert part.lines == (3, 4, 5, 6, 7)


def test_a_servers_own_lines_are_not_taken_with_a_request() -> None:
    text = 'app.use(cors());\n\nfetch("https://api.example.com/x");\n'
    (part,) = parts(text)
    assert part.lines == (2,)


@pytest.mark.parametrize("cut", range(20, 150, 7))
def test_code_that_is_cut_off_never_leads_to_another_host(cut: int) -> None:
    text = """const API = "https://api.example.com/v1";
const res = await fetch(`${API}/users/${id}`, { method: "POST", headers: { "X-A": token } });
"""
    for found in read(text[:cut]):
        assert found.request.url in ("", "https://api.example.com/v1/users/1") or found.request.url.startswith(
            "https://api.example.com"
        )


def test_a_quotation_mark_that_is_not_closed_is_told() -> None:
    found = only('fetch("https://api.example.com/items, {})')
    assert found.request.url == "https://api.example.com/items"
    assert "not closed" in notes(found, "url")


def test_a_secret_is_in_no_sentence() -> None:
    text = """
const key = prod ? "s3cr3t-a" : "s3cr3t-b";
new WebSocket("wss://live.example.com/x?token=s3cr3t");
fetch("https://api.example.com/x?token=s3cr3t", { headers: { Authorization: key, "X-A": sign("s3cr3t", `s3cr3t`) } });
"""
    told = [note.text for found in read(text) for note in found.notes]
    assert [sentence for sentence in told if "s3cr3t" in sentence] == []


@pytest.mark.parametrize("name", CODE)
def test_a_part_takes_only_lines_that_are_there(name: str) -> None:
    lines = CODE[name].split("\n")
    for part in parts(CODE[name]):
        assert part.found.kind
        assert part.lines
        assert [row for row in part.lines if not 0 <= row < len(lines)] == []


@pytest.mark.parametrize("name", [name for name in CODE if name.startswith("javascript")])
def test_a_sentence_before_and_after_changes_nothing_of_what_is_read(name: str) -> None:
    text = CODE[name].strip("\n")
    around = (
        f"Hello, this is the code that I have been trying to use:\n\n{text}\n\nIt doesn't work, what's wrong with it?\n"
    )
    assert [found.request for found in read(around)] == [found.request for found in read(text)]
    assert [found.request for found in read(f"```js\n{text}\n```")] == [found.request for found in read(text)]
