"""One paste that holds several things: each belongs to its request, and nothing is dropped in silence."""

from __future__ import annotations

import json

import pytest

from checks.inputs.box import understand
from checks.inputs.understood import Understood

PAGE, URL = "https://app.example.com", "https://api.example.com/items"
ASK = f"curl -i {URL} -H 'Origin: {PAGE}'"
PREFLIGHT = f"curl -i -X OPTIONS {URL} -H 'Origin: {PAGE}' -H 'Access-Control-Request-Method: PUT'"
LINE = (
    f"Access to fetch at '{URL}' from origin '{PAGE}' has been blocked by CORS policy: Response to preflight request "
    "doesn't pass access control check: It does not have HTTP ok status."
)


def head(status: int, *headers: str) -> str:
    return "\n".join((f"HTTP/1.1 {status} X", *headers, "", ""))


def test_a_preflight_and_its_request_are_one_request_with_two_answers() -> None:
    text = f"{PREFLIGHT}\n\n{head(204)}\ncurl -i -X PUT {URL} -H 'Origin: {PAGE}' -d x\n\n{head(200)}"
    found = understand(text)
    assert (found.request.method, found.others) == ("PUT", ())
    assert [(answer.url, answer.preflight) for answer in found.answers] == [(URL, True), (URL, False)]


def test_a_console_line_belongs_to_the_command_of_its_url() -> None:
    found = understand(f"{LINE}\n\n{PREFLIGHT}\n\n{head(405)}")
    assert found.others == ()
    assert found.blocked
    assert found.causes
    assert found.answers[0].preflight is True


def test_the_answer_behind_a_redirect_has_the_url_that_it_came_from() -> None:
    text = f"{ASK}\n\n{head(302, 'Location: /login')}{head(200)}"
    assert [answer.url for answer in understand(text).answers] == [URL, "https://api.example.com/login"]


def test_the_answer_that_a_page_would_get_comes_before_one_without_an_origin() -> None:
    plain = f"curl -i {URL}\n\n{head(200, 'Server: bare')}"
    asked = f"{ASK}\n\n{head(200, 'Server: asked', f'Access-Control-Allow-Origin: {PAGE}')}"
    found = understand(f"{plain}\n{asked}")
    assert b"Server: asked" in getattr(found.answers[0].answer, "head", b"")
    assert [cause.rule for cause in found.causes] == ["allow-origin-conditional"]


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ([f"Access-Control-Allow-Origin: {PAGE}"], ["Access-Control-Allow-Origin: *"], "vary-origin-missing"),
        ([f"Access-Control-Allow-Origin: {PAGE}"], [], "allow-origin-conditional"),
        ([f"Access-Control-Allow-Origin: {PAGE}"], ["X-Cache: HIT"], "cache-cross-origin"),
        ([f"Access-Control-Allow-Origin: {PAGE}", "Vary: Origin"], ["Vary: Origin"], None),
        (["Access-Control-Allow-Origin: *"], ["Access-Control-Allow-Origin: *"], None),
    ],
)
def test_two_answers_to_one_request_are_compared(one: list[str], other: list[str], rule: str | None) -> None:
    found = understand(f"{ASK}\n\n{head(200, *one)}\n{ASK}\n\n{head(200, *other)}")
    assert [cause.rule for cause in found.causes] == ([rule] if rule else [])


def test_two_answers_without_a_url_are_compared_where_neither_may_be_a_preflight_s() -> None:
    allowing = f"Access-Control-Allow-Origin: {PAGE}"
    (cause,) = understand(head(200, "Vary: Accept-Encoding") + head(200, allowing)).causes
    assert (cause.rule, "if they are for one URL" in cause.why) == ("allow-origin-conditional", True)
    for preflight in (head(204, allowing), head(200, allowing, "Access-Control-Allow-Methods: PUT")):
        assert understand(preflight + head(200)).causes == ()


@pytest.mark.parametrize("prompt", ["me@box:~/api$ ", "$ ", "root@web-1:/srv# ", "me@mac % "])
def test_a_prompt_glued_to_a_body_begins_a_command(prompt: str) -> None:
    body = '[{"id": 1, "url": "https://img.example.net/1.png"}]'
    text = f"{prompt}{ASK}\n{head(200, 'Content-Type: application/json')}{body}{prompt}{PREFLIGHT}\n{head(405)}"
    found = understand(text)
    assert [(one.request.method, one.request.url) for one in found.others] == [("GET", URL), ("PUT", URL)]
    assert [len(one.answers) for one in found.others] == [1, 1]


@pytest.mark.parametrize(
    ("more", "rules"), [((), ["vary-origin-missing"]), (("Vary: Origin",), []), (("Vary: Origin", "X-Cache: MISS"), [])]
)
def test_answers_to_pages_of_two_origins_are_compared(more: tuple[str, ...], rules: list[str]) -> None:
    pages = (PAGE, "https://other.example.com")
    asked = [
        f"curl -i {URL} -H 'Origin: {page}'\n\n{head(200, f'Access-Control-Allow-Origin: {page}', *more)}"
        for page in pages
    ]
    found = understand("\n".join(asked))
    assert [one.request.origin for one in found.others] == list(pages)
    assert [list(one.rules) for one in found.others] == [rules, rules]


def test_a_page_that_is_not_allowed_says_nothing_of_a_cache() -> None:
    allowed = f"{ASK}\n\n{head(200, f'Access-Control-Allow-Origin: {PAGE}')}"
    refused = f"{ASK.replace(PAGE, 'https://other.example.com')}\n\n{head(200)}"
    assert [one.rules for one in understood_all(f"{allowed}\n{refused}")] == [(), ()]


def understood_all(text: str) -> tuple[Understood, ...]:
    found = understand(text)
    return found.others or (found,)


def test_a_head_asked_for_by_hand_answers_for_the_page_s_get() -> None:
    panel = f"Request URL: {URL}\nRequest Method: GET\nStatus Code: 200 OK\nResponse Headers\nvary: Origin\n"
    panel += f"Request Headers\norigin: {PAGE}\n"
    by_hand = f"curl -I {URL} -H 'Origin: {PAGE}'\n{head(200, f'Access-Control-Allow-Origin: {PAGE}')}"
    for parts in ((panel, by_hand), (by_hand, panel)):
        found = understand("\n".join(parts))
        assert (found.request.method, found.others, len(found.answers)) == ("GET", (), 2)
        assert found.rules == ("allow-origin-conditional",)


CONFIGURATION = "server {\n  listen 80;\n  location / { }\n}"


@pytest.mark.parametrize("between", ["\n", "\n\nand nginx:\n\n"])
def test_a_configuration_beside_a_recording_is_no_request(between: str) -> None:
    for parts in ((recorded(), CONFIGURATION), (CONFIGURATION, recorded())):
        found = understand(between.join(parts))
        assert found.others == ()
        assert found.what == "a HAR with an nginx configuration"
        assert found.configuration is not None
        assert found.request.url == URL


def test_two_recordings_are_read_together() -> None:
    other = recorded("https://other.example.com/items")
    found = understand(f"{recorded()}\n{other}\nThat is all.")
    assert [one.request.url for one in found.others] == [URL, "https://other.example.com/items"]
    assert [left.text for left in found.left_out] == ["That is all."]


def test_an_answer_beside_a_recording_is_compared_with_the_recorded_one() -> None:
    found = understand(f"{recorded()}\n\n{ASK}\n{head(200, f'Access-Control-Allow-Origin: {PAGE}')}")
    assert (found.others, len(found.answers)) == ((), 2)
    assert found.rules == ("allow-origin-conditional",)


def test_a_recording_that_holds_nothing_to_judge_does_not_refuse_what_stands_beside_it() -> None:
    found = understand(f"{recorded(PAGE + '/own')}\n{LINE}")
    assert found.request.url == URL
    assert found.causes
    assert [left.text for left in found.left_out] == ["{…}"]
    assert "1 request to the page's own origin" in found.left_out[0].why


def test_entries_copied_out_of_a_recording_are_read_like_it() -> None:
    entries = json.loads(recorded())["log"]["entries"]
    for text in (json.dumps(entries[0]), json.dumps(entries * 2, indent=2)):
        found = understand(text)
        assert {(one.kind, one.request.url, one.request.origin) for one in found.others or (found,)} == {
            ("har", URL, PAGE)
        }


def test_a_recording_asks_for_the_console_s_line_until_it_is_there() -> None:
    failed = recorded(status=0)
    line = f"Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {URL}. "
    asks = [
        any("paste that too" in note.text for note in understand(text).notes)
        for text in (failed, f"{failed}\n{line}(Reason: CORS request did not succeed). Status code: (null).")
    ]
    assert asks == [True, False]


def recorded(url: str = URL, status: int = 200) -> str:
    sent = [{"name": "Origin", "value": PAGE}, {"name": "Sec-Fetch-Mode", "value": "cors"}]
    entry = {"request": {"method": "GET", "url": url, "headers": sent}, "response": {"status": status, "headers": []}}
    return json.dumps({"log": {"creator": {"name": "Firefox"}, "entries": [entry]}})


def test_what_a_text_holds_is_told_as_a_list() -> None:
    found = understand(f"{LINE}\n\n{PREFLIGHT}\n\n{head(405)}\nserver {{\n  listen 80;\n  location / {{ }}\n}}\n")
    assert found.what == (
        "a curl command (bash) and its output with a line of Chromium's console and an nginx configuration"
    )


def test_marks_of_a_code_block_are_not_told_as_left_out() -> None:
    assert understand(f"```console\n$ {ASK}\n{head(200)}```\n").left_out == ()


def test_requests_to_several_urls_are_a_choice() -> None:
    found = understand(f"{ASK}/1\n\n{head(200)}\n{ASK}/2\n\n{head(200)}".replace("items -H", "items/x -H"))
    assert len(found.others) in (0, 2)


def test_lines_that_nothing_reads_are_told() -> None:
    found = understand(f"Here is what I see:\n\n{LINE}\n\nIt worked yesterday.\nAnd today not.\n")
    assert [left.text for left in found.left_out] == [
        "Here is what I see:",
        "It worked yesterday. (and 1 more line)",
    ]


def test_a_preflight_by_hand_tells_which_headers_it_asked_for() -> None:
    asks = f"{PREFLIGHT} -H 'Access-Control-Request-Headers: x-a'"
    found = understand(
        f"{asks}\n\n{head(204)}\ncurl -i -X PUT {URL} -H 'Origin: {PAGE}' -H 'X-A: 1' -d x\n\n{head(200)}"
    )
    assert [answer.asked_for for answer in found.answers] == [("x-a",), None]


def recording(*urls: str) -> str:
    headers = [{"name": "Origin", "value": PAGE}, {"name": "Sec-Fetch-Mode", "value": "cors"}]
    answer = {"status": 200, "headers": [{"name": "Access-Control-Allow-Origin", "value": PAGE}]}
    entries = [{"request": {"method": "GET", "url": url, "headers": headers}, "response": answer} for url in urls]
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


@pytest.mark.parametrize("order", [("{har}", "{line}"), ("{line}", "{har}")])
def test_a_console_line_beside_a_recording_belongs_to_its_request(order: tuple[str, str]) -> None:
    text = "\n\n".join(order).format(har="HAR", line=LINE).replace("HAR", recording(f"{URL}/other", URL))
    found = understand(text)
    assert found.request.url == URL
    assert found.causes
    assert found.answers
    assert [other.request.url for other in found.others] == [URL, f"{URL}/other"]


def test_a_url_that_cannot_be_used_costs_the_others_nothing() -> None:
    found = understand(f"{ASK}\n\ncurl https://user:pa55@/x -H 'Origin: {PAGE}'\n")
    assert found.request.url == URL
    assert len(found.left_out) == 1


def test_of_very_many_things_the_first_are_read_and_the_rest_is_told() -> None:
    found = understand("\n".join(f"curl {URL}/{number}" for number in range(300)))
    assert len(found.others) == 200
    assert found.left_out[0].text == "100 more"


def test_two_methods_of_one_url_are_two_requests() -> None:
    found = understand(f"{ASK}\n\n{head(200)}\ncurl -i -X DELETE {URL} -H 'Origin: {PAGE}'\n\n{head(403)}")
    assert [other.request.method for other in found.others] == ["GET", "DELETE"]
    assert [len(other.answers) for other in found.others] == [1, 1]
