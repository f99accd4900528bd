"""The policy file: what it wants is read exactly, each planted regression is caught, and the mended server passes."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checks.terminal.check import main
from checks.terminal.policy_file import PolicyFileError, read

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
                self.send_response(status or 200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_PUT = do_OPTIONS = answer

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


def check(base_url: str, folder: Path) -> tuple[int, str]:
    file = folder / "cors-policy.toml"
    file.write_text(POLICY)
    out = io.StringIO()
    return main([base_url, "--policy", str(file), "--no-probes"], out=out), out.getvalue()


def test_the_right_server_passes(serve: Callable[[Change | None], str], tmp_path: Path) -> None:
    status, text = check(serve(None), tmp_path)
    assert status == 0
    assert text.endswith("All 6 as wanted.\n")


@pytest.mark.parametrize("name", REGRESSIONS)
def test_each_regression_is_caught(name: str, serve: Callable[[Change | None], str], tmp_path: Path) -> None:
    status, text = check(serve(REGRESSIONS[name]), tmp_path)
    assert status == 1
    assert "FAIL" in text


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
    ],
)
def test_a_wrong_file_says_what_to_change(text: str) -> None:
    with pytest.raises(PolicyFileError, match=r"\.$"):
        read(text)
