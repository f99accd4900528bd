"""What code and markup request, which lines of a paste they take, and what of it is not known."""

from __future__ import annotations

import pytest

from checks.inputs.code.calls import parts
from checks.inputs.code.syntax import is_prose
from checks.inputs.understood import Understood
from tests.inputs.corpus import fragments

CODE = {name: text for name, text in fragments() if name.startswith(("javascript", "markup", "programs"))}


X = "https://api.example.com/x"


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
    assert "own host, where CORS does not apply" in notes(found, "url")


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


@pytest.mark.parametrize(
    "option",
    [
        *("onRequestError", "onResponseError", "parseResponse", "onResponse", "key", "lazy", "server", "immediate"),
        *("watch", "transform", "pick", "default"),
    ],
)
def test_an_option_that_is_the_librarys_own_needs_no_word(option: str) -> None:
    found = only(f'$fetch("{X}", {{ {option}: true }})')
    assert [note.field for note in found.notes] == ["origin"]
    assert "does not depend on made_up" in only(f'$fetch("{X}", {{ {option}: true, made_up: 1 }})').notes[0].text


@pytest.mark.parametrize("name", ["prefixUrl", "prefix", "baseUrl"])
def test_the_base_of_ky_has_the_names_that_it_had(name: str) -> None:
    assert only(f'ky.put("x", {{ {name}: "https://api.example.com" }})').request.url == X


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("text/plain", "no-cors"), ("text/plain;charset=utf-8", "no-cors"), ("TEXT/Plain ; a=b", "no-cors")),
        *(("application/x-www-form-urlencoded", "no-cors"), ("multipart/form-data; boundary=a", "no-cors")),
        *(("application/json", "cors"), ("application/json; charset=utf-8", "cors"), ("text/html", "cors")),
    ],
)
def test_the_type_of_a_beacons_blob_decides_whether_it_needs_cors(kind: str, mode: str) -> None:
    found = only(f'navigator.sendBeacon("{X}", new Blob([data], {{ type: "{kind}" }}))')
    assert (found.request.method, found.request.mode, found.request.credentials) == ("POST", mode, "include")


@pytest.mark.parametrize("given", [f'"{X}"', f'{{ url: "{X}" }}'])
def test_a_library_of_one_object_takes_its_url_alone_as_well(given: str) -> None:
    found = only(f"import {{ ajax }} from 'rxjs/ajax';\najax({given}).subscribe();")
    assert (found.what, found.request.method, found.request.url) == ("code with RxJS's ajax", "GET", X)
    assert found.request.initiator == "xmlhttprequest"


@pytest.mark.parametrize(
    ("made", "library", "initiator"),
    [
        ("axios.create({ baseURL: URL, withCredentials: true, headers: HEADERS })", "axios", "xmlhttprequest"),
        ('ky.create({ prefixUrl: URL, credentials: "include", headers: HEADERS })', "ky", "fetch"),
        ('ky.extend({ prefixUrl: URL, credentials: "include", headers: HEADERS })', "ky", "fetch"),
        ('ofetch.create({ baseURL: URL, credentials: "include", headers: HEADERS })', "ofetch", "fetch"),
    ],
)
def test_an_instance_that_makes_no_request_yet_is_told_as_that(made: str, library: str, initiator: str) -> None:
    found = only(made.replace(": URL", f': "{X}"').replace("HEADERS", '{ "X-A": "1" }'))
    assert (found.what, found.request.url, found.request.initiator) == (f"an instance of {library}", X, initiator)
    assert (found.request.headers, found.request.credentials) == ((("X-A", "1"),), "include")
    assert "makes no request with this instance yet" in notes(found, "url")


@pytest.mark.parametrize("query", ["new URLSearchParams(filters)", "new URLSearchParams(new FormData(form))"])
def test_a_query_that_is_not_in_the_code_has_a_stand_in(query: str) -> None:
    found = only(f'fetch("{X}?" + {query})')
    assert found.request.url == f"{X}?1"
    assert "the query in the URL is not in the code" in notes(found, "url")


@pytest.mark.parametrize("query", ['"?a=1&b=2"', '"a=1&b=2"', "{ a: 1, b: 2 }", '[["a", 1], ["b", 2]]'])
def test_a_query_is_read_from_all_that_its_parameters_are_made_of(query: str) -> None:
    assert only(f'axios.get("{X}", {{ params: new URLSearchParams({query}) }})').request.url == f"{X}?a=1&b=2"


@pytest.mark.parametrize("tag", ["video", "audio"])
@pytest.mark.parametrize(("attribute", "mode"), [("crossorigin", "cors"), ("", "no-cors")])
def test_a_source_is_loaded_as_the_element_around_it_says(tag: str, attribute: str, mode: str) -> None:
    (found,) = read(f'<{tag} controls {attribute}><source src="{X}"></{tag}>')
    assert (found.request.url, found.request.mode) == (X, mode)
    (behind,) = read(f'<{tag} {attribute}></{tag}><picture><source srcset="{X}"></picture><img src="{X}" crossorigin>')
    assert behind.request.mode == "cors"


@pytest.mark.parametrize(
    "sentence",
    [
        "I call our API with fetch(url) and it fails.",
        "Then we say axios.get(url); and nothing comes back.",
        "Why does the page say `await fetch(url)` here?",
        "My own code has headers = {} and method = PUT in it.",
    ],
)
def test_a_sentence_with_code_in_it_is_a_sentence(sentence: str) -> None:
    text = f'{sentence}\nfetch("{X}", {{ method: "DELETE" }})'
    assert [(found.request.method, found.request.url) for found in read(text) if found.request.url] == [("DELETE", X)]


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("Then I call our fetch(url) again", True),
        ("Every page that I load says fetch(url) failed.", True),
        ('He said, "my own page" calls fetch(url)', True),
        ("I call fetch(url)", False),
        ("public static async load_all items(id) {", False),
        ("Make the call with_id fetch(url);", False),
    ],
)
def test_words_before_code_make_a_sentence_of_a_line(line: str, prose: bool) -> None:
    assert is_prose(line) is prose
