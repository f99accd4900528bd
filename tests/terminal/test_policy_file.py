"""The policy file: what it wants is read exactly, each planted regression is caught, and the mended server passes."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checks.cors.document import document, facts
from checks.cors.judge import conclude, drive
from checks.cors.model import BROWSER_NAMES, Answer, Failure, HttpResponse, Outcome, Request
from checks.terminal.check import main
from checks.terminal.policy_command import compare
from checks.terminal.policy_file import PolicyFileError, Wanted, read
from checks.terminal.results import result_of

APP, EVIL = "https://app.example.com", "https://evil.example"
POLICY = """
[defaults]
origins = ["https://app.example.com"]
denied = ["https://evil.example", "null"]

[[endpoint]]
url = "/items"
credentials = true
expose = ["X-Total"]

[[endpoint]]
url = "/items"
method = "PUT"
headers = ["Content-Type: application/json", "X-Api-Key"]
credentials = true
"""
Headers = dict[str, str]
Change = Callable[[str, str, Headers], int | None]


def right(method: str, origin: str) -> Headers:
    """What a server answers that does as the policy wants."""
    found = {"Vary": "Origin"}
    if origin == APP:
        found |= {"Access-Control-Allow-Origin": APP, "Access-Control-Allow-Credentials": "true"}
        if method == "OPTIONS":
            allowed = {"Methods": "GET, PUT", "Headers": "content-type, x-api-key"}
            found |= {f"Access-Control-Allow-{name}": value for name, value in allowed.items()}
        else:
            found["Access-Control-Expose-Headers"] = "X-Total"
    return {**found, "X-Total": "3"}


def reflect(method: str, origin: str, headers: Headers) -> None:
    headers |= {"Access-Control-Allow-Origin": origin or "*", "Access-Control-Allow-Credentials": "true"}


def allow_null(method: str, origin: str, headers: Headers) -> None:
    if origin == "null":
        reflect(method, origin, headers)


def by_suffix(method: str, origin: str, headers: Headers) -> None:
    if origin.endswith(".example"):
        reflect(method, origin, headers)


def wildcard(method: str, origin: str, headers: Headers) -> None:
    headers["Access-Control-Allow-Origin"] = "*"


def drop(name: str) -> Change:
    def change(method: str, origin: str, headers: Headers) -> None:
        headers.pop(f"Access-Control-{name}", None)

    return change


def slash(method: str, origin: str, headers: Headers) -> None:
    if "Access-Control-Allow-Origin" in headers:
        headers["Access-Control-Allow-Origin"] += "/"


def preflight_needs_login(method: str, origin: str, headers: Headers) -> int | None:
    return 401 if method == "OPTIONS" else None


REGRESSIONS: dict[str, Change] = {
    "reflects any origin": reflect,
    "allows null": allow_null,
    "compares the end of the origin": by_suffix,
    "answers a wildcard": wildcard,
    "no Allow-Origin": drop("Allow-Origin"),
    "no Allow-Credentials": drop("Allow-Credentials"),
    "no Allow-Methods": drop("Allow-Methods"),
    "no Allow-Headers": drop("Allow-Headers"),
    "no Expose-Headers": drop("Expose-Headers"),
    "a slash after the origin": slash,
    "the preflight needs a login": preflight_needs_login,
}


@pytest.fixture
def serve() -> Iterator[Callable[[Change | None], str]]:
    servers = []

    def start(change: Change | None) -> str:
        class Api(BaseHTTPRequestHandler):
            def answer(self) -> None:
                origin = self.headers.get("Origin", "")
                headers = right(self.command, origin)
                status = change(self.command, origin, headers) if change else None
                if status is not None and status < 100:
                    # No answer, or none of HTTP's.
                    self.wfile.write(b"SSH-2.0-x\r\n" if status else b"")
                    self.close_connection = True
                    return
                self.send_response(status or 200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_PUT = do_POST = do_OPTIONS = answer

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def check(base_url: str, folder: Path, policy: str = POLICY, *options: str) -> tuple[int, str]:
    file = folder / "cors-policy.toml"
    file.write_text(policy)
    out = io.StringIO()
    words = [base_url, "--policy", str(file), "--no-probes", *options]
    return main(words, out=out), out.getvalue()


def test_the_right_server_passes(serve: Callable[[Change | None], str], tmp_path: Path) -> None:
    status, text = check(serve(None), tmp_path)
    assert status == 0
    assert text.endswith("All 6 as wanted.\n")


@pytest.mark.parametrize("name", REGRESSIONS)
def test_each_regression_is_caught(name: str, serve: Callable[[Change | None], str], tmp_path: Path) -> None:
    status, text = check(serve(REGRESSIONS[name]), tmp_path)
    assert status == 1
    assert "FAIL" in text


DENY = """
[[endpoint]]
url = "/items"
denied = ["https://evil.example"]
"""


def close(method: str, origin: str, headers: Headers) -> int | None:
    return 0 if origin == EVIL else None


def answer(status: int, **fields: str) -> Change:
    """A change by which a stranger gets this status; names with `_` for `-`."""

    def change(method: str, origin: str, headers: Headers) -> int | None:
        if origin != EVIL:
            return None
        headers |= {name.replace("_", "-"): value for name, value in fields.items()}
        return status

    return change


# A server that would let strangers in, but has not said so: policy and change.
UNDECIDED: dict[str, tuple[str, Change]] = {
    "it closes the connection": (DENY, close),
    "it is busy": (DENY, answer(503)),
    "it has had enough": (DENY, answer(429)),
    "there is nothing at the URL": (DENY, answer(404)),
    "it asks for a login": (DENY, answer(401)),
    "it forbids it to everyone": (DENY, answer(403)),
    "it sends the browser elsewhere": (DENY, answer(301, Location="https://api.example.com/items")),
    "it sends the preflight elsewhere": (DENY + 'method = "PUT"', answer(308, Location="/other")),
    "it is no HTTP server": (DENY, answer(-1)),
    "a page for visitors without a cookie": (DENY, answer(403, cf_mitigated="challenge")),
    "a redirect allows and its target is gone": (
        DENY,
        answer(302, Location="http://127.0.0.1:9/", **{"Access-Control-Allow-Origin": EVIL}),
    ),
    "the request may change data": (DENY + 'method = "POST"', reflect),
}


@pytest.mark.parametrize("case", UNDECIDED)
def test_a_stranger_is_not_denied_until_the_server_has_said_so(
    case: str, serve: Callable[[Change | None], str], tmp_path: Path
) -> None:
    policy, change = UNDECIDED[case]
    status, text = check(serve(change), tmp_path, policy)
    assert status == 2
    assert re.match(r"\?    deny  https://evil\.example .*\n     \S.*\.\n1 wanted, 1 not as wanted\.\n\Z", text)


@pytest.mark.parametrize("list_of", ["origins", "denied"])
@pytest.mark.parametrize(
    ("url", "says"),
    [
        # Mixed content: no browser asks, whatever the server would say.
        ("http://api.example.com/items", "mixed-content"),
        ("http://127.0.0.1:9/items", "port-blocked"),
        ("http://127.0.0.1:59999/items", "request-failed"),
    ],
)
def test_a_server_that_was_never_asked_is_neither_allowed_nor_denied(
    url: str, says: str, list_of: str, tmp_path: Path
) -> None:
    policy = f'[[endpoint]]\nurl = "{url}"\n{list_of} = ["https://evil.example"]'
    status, text = check("", tmp_path, policy)
    assert status == 2
    assert says in text


def test_a_request_that_was_held_back_is_not_allowed_either(
    serve: Callable[[Change | None], str], tmp_path: Path
) -> None:
    policy = '[[endpoint]]\nurl = "/items"\nmethod = "POST"\norigins = ["https://app.example.com"]'
    base_url = serve(None)
    status, text = check(base_url, tmp_path, policy)
    assert status == 2
    assert "add --confirm-side-effects." in text
    assert check(base_url, tmp_path, policy, "--confirm-side-effects")[0] == 0


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
def test_an_error_is_a_refusal_where_the_same_request_of_another_origin_is_allowed(
    status: int, serve: Callable[[Change | None], str], tmp_path: Path
) -> None:
    base_url = serve(answer(status, Location="/elsewhere"))
    assert check(base_url, tmp_path, DENY)[0] == 2
    assert check(base_url, tmp_path, DENY + 'origins = ["https://app.example.com"]')[0] == 0
    # That another request is allowed shows nothing.
    other = DENY + '[[endpoint]]\nurl = "/other"\norigins = ["https://app.example.com"]'
    assert check(base_url, tmp_path, other)[0] == 2


def test_a_stranger_that_one_browser_lets_in_is_not_denied_though_another_has_no_answer() -> None:
    request = Request("https://api.example.com/items", EVIL, "PUT", (("X-Api-Key", "x"),))
    wanted = Wanted(request, allowed=False)
    passing = HttpResponse(204, (("Access-Control-Allow-Origin", EVIL), ("Access-Control-Allow-Headers", "x-api-key")))
    ends: dict[str, Answer] = {
        "the preflight allows": HttpResponse(204, (*passing.headers, ("Access-Control-Allow-Methods", "PUT"))),
        "the preflight refuses": HttpResponse(204),
        "no answer": Failure("timeout"),
    }
    held_back = Failure("not_sent")

    def outcome(browser: str, end: str) -> Outcome:
        return drive(request, browser, lambda sent: ends[end] if sent.method == "OPTIONS" else held_back)

    def state(*found: str) -> str:
        outcomes = {name: outcome(name, end) for name, end in zip(BROWSER_NAMES, found, strict=True)}
        told = document(facts(conclude(request, outcomes)), "https://cors.invalid")
        return compare(wanted, result_of(request, told)).state

    allows, refuses, silence = ends
    assert state(refuses, refuses, refuses) == "good"
    assert state(allows, refuses, refuses) == "bad"
    assert state(refuses, silence, allows) == "bad"
    assert state(refuses, refuses, silence) == "unanswered"
    assert state(silence, silence, silence) == "unanswered"


def test_what_the_file_wants() -> None:
    wanted = read(POLICY, "https://api.example.com/")
    assert [(item.request.method, item.request.origin, item.allowed, item.expose) for item in wanted] == [
        ("GET", APP, True, ("x-total",)),
        ("GET", EVIL, False, ()),
        ("GET", "null", False, ()),
        ("PUT", APP, True, ()),
        ("PUT", EVIL, False, ()),
        ("PUT", "null", False, ()),
    ]
    assert {item.request.url for item in wanted} == {"https://api.example.com/items"}
    assert wanted[3].request.headers == (("Content-Type", "application/json"), ("X-Api-Key", "xxxxx"))


def test_each_endpoint_is_known_by_its_line() -> None:
    assert [item.line for item in read(POLICY, "https://api.example.com")] == [6, 6, 6, 11, 11, 11]
    # A text that looks like the start of an endpoint, and endpoints without one.
    url = 'url = "https://api.example.com/"'
    text = f'[[endpoint]]\n{url}\norigins = ["null"]\nheaders = ["""X-A: \\\n[[endpoint]]"""]'
    assert [item.line for item in read(text)] == [None]
    assert [item.line for item in read(f'endpoint = [{{{url}, origins = ["null"]}}]')] == [None]
    assert [item.line for item in read(f'[defaults]\norigins = ["null"]\n\n [[ "endpoint" ]] # x\r\n{url}')] == [4]


def test_the_documented_file_can_be_used() -> None:
    document = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)
    assert [item.allowed for item in read(example)] == [True, True, False, False, True, True, False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "endpoint = 1",
        "[[endpoint",
        "[other]\na = 1",
        '[[endpoint]]\nurl = "https://api.example.com/"',
        '[[endpoint]]\nurl = "https://api.example.com/"\norigins = "x"',
        '[[endpoint]]\nurl = "https://api.example.com/"\norigins = ["https://a.example/"]',
        '[[endpoint]]\nurl = "/items"\norigins = ["https://a.example"]',
        '[[endpoint]]\nurl = "https://api.example.com/"\norigins = ["null"]\nunknown = 1',
        '[[endpoint]]\nurl = "https://api.example.com/"\norigins = ["null"]\ncredentials = "include"',
        '[[endpoint]]\nurl = "https://api.example.com/"\norigins = ["null"]\nmethod = "TRACE"',
        '[[endpoint]]\nurl = "https://api.example.com/"\norigins = ["null"]\ndenied = ["null"]',
    ],
)
def test_a_wrong_file_says_what_to_change(text: str) -> None:
    with pytest.raises(PolicyFileError, match=r"\.$"):
        read(text)
