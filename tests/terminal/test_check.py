"""The command line: what it prints and with which exit status, for live servers on loopback and for recordings."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

import pytest

from checks.fixes import STACKS
from checks.terminal.check import main
from tests.inputs.hars.recordings import entry, har

ORIGIN = "http://localhost:3000"
ROOT = Path(__file__).parents[2]


class Api(BaseHTTPRequestHandler):
    """Answers as the path says."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[str]] = []

    def answer(self) -> None:
        self.seen.append(f"{self.command} {self.path}")
        origin = self.headers.get("Origin", "")
        self.send_response(204 if self.command == "OPTIONS" else 200)
        if "public" in self.path:
            self.send_header("Access-Control-Allow-Origin", "*")
        if "listed" in self.path:
            self.send_header("Vary", "Origin")
        if "reflecting" in self.path or ("listed" in self.path and origin == ORIGIN):
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Methods", "PUT")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_OPTIONS = answer

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def run(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(words, out=out), out.getvalue()


def test_a_blocked_request_shows_the_console_lines_the_bytes_and_the_fix(api: str) -> None:
    status, text = run(f"{api}/none", "--origin", ORIGIN, "--stack", "nginx")
    assert status == 1
    assert text.startswith("Blocked: ")
    assert text.splitlines()[1] == f"GET {api}/none"
    assert f"| Access to fetch at '{api}/none' from origin '{ORIGIN}' has been blocked by CORS policy" in text
    assert "Access-Control-Allow-Origin: (not sent)\n                                 ^^^^^^^^" in text
    assert "add_header Access-Control-Allow-Origin" in text


def test_the_fix_lets_the_headers_give_way_that_the_server_already_sends(api: str) -> None:
    _, text = run(f"{api}/public", "--origin", ORIGIN, "--credentials", "include", "--stack", "express")
    assert "This overrides its other lines" in text
    assert "CORS headers set further down have no effect" in text


def test_a_server_that_does_not_answer_has_nothing_to_configure() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        status, text = run(f"http://127.0.0.1:{closed.getsockname()[1]}/", "--origin", ORIGIN, "--stack", "nginx")
    assert status == 2
    assert text.endswith(
        "\nThere was no response, so there is nothing to configure yet: first make sure that the server responds.\n"
    )
    assert "add_header" not in text


def test_an_allowed_request_is_0_and_an_unsafe_one_1(api: str) -> None:
    assert run(f"{api}/public", "--origin", ORIGIN)[0] == 0
    assert run(f"{api}/listed", "--origin", ORIGIN, "--credentials", "include")[0] == 0
    status, text = run(f"{api}/reflecting", "--origin", ORIGIN, "--credentials", "include")
    assert status == 1
    assert "origin-reflected-credentials" in text


def test_what_browsers_refuse_is_1_and_what_does_not_answer_is_2() -> None:
    status, text = run("http://127.0.0.1:9/", "--origin", ORIGIN, "--no-probes")
    assert status == 1
    assert "port-blocked" in text
    assert run("http://127.0.0.1:59999/", "--origin", ORIGIN, "--no-probes")[0] == 2
    # Safari does not ask from a page on https.
    assert run("http://127.0.0.1:59999/", "--origin", "https://app.example.com", "--no-probes")[0] == 2


def test_several_urls_and_origins_are_all_checked(api: str) -> None:
    status, text = run(
        f"{api}/listed", f"{api}/public", "--origin", ORIGIN, "--origin", "https://x.example", "--json", "--no-probes"
    )
    documents = json.loads(text)
    assert [(item["request"]["url"], item["request"]["origin"]) for item in documents] == [
        (f"{api}/listed", ORIGIN),
        (f"{api}/listed", "https://x.example"),
        (f"{api}/public", ORIGIN),
        (f"{api}/public", "https://x.example"),
    ]
    assert status == 1
    assert documents[0]["as_wanted"] is True


def test_a_request_that_is_held_back_whole_is_not_answered(api: str) -> None:
    status, text = run(f"{api}/public", "--origin", ORIGIN, "-X", "POST", "--junit")
    assert status == 2
    assert "add --confirm-side-effects." in text


def test_a_put_is_held_back_unless_confirmed(api: str) -> None:
    words = (f"{api}/listed/put", "--origin", ORIGIN, "-X", "PUT", "--no-probes")
    assert run(*words)[0] == 0
    assert "PUT /listed/put" not in Api.seen
    assert run(*words, "--confirm-side-effects")[0] == 0
    assert "PUT /listed/put" in Api.seen


def test_a_copied_curl_is_checked(api: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = run("--from-curl", f"curl '{api}/listed' -H 'Origin: {ORIGIN}' -H 'Cookie: a=b'", "--no-probes")
    assert status == 0
    assert "credentials include" in text
    assert "cookies" in capsys.readouterr().err


def test_what_an_option_says_is_not_told_as_a_guess(api: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("--from-curl", f"curl '{api}/listed'", "--origin", ORIGIN, "--no-probes")
    told = capsys.readouterr().err
    assert "It carried no cookies, which says little" in told
    assert "add its origin" not in told


def test_of_several_pasted_requests_the_blocked_one_is_checked_and_their_answers_are_told(
    api: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n\n".join(
        f"curl -i '{api}/{name}' -H 'Origin: {ORIGIN}'\n\nHTTP/1.1 200 OK\n{header}"
        for name, header in (("open", "Access-Control-Allow-Origin: *"), ("listed", "Server: x"))
    )
    run("--from-curl", text, "--no-probes")
    told = capsys.readouterr().err
    assert "note: By the pasted responses it is blocked. The server is asked again." in told
    assert f"note: It has 2 requests; GET {api}/listed is checked." in told


def test_a_har_is_judged_and_nothing_is_sent(tmp_path: Path) -> None:
    recorded = {
        "request": {
            "method": "GET",
            "url": "https://intranet.test/x",
            "headers": [{"name": "Origin", "value": ORIGIN}],
        },
        "response": {"status": 200, "headers": []},
    }
    file = tmp_path / "recording.har"
    file.write_text(json.dumps({"log": {"entries": [recorded]}}))
    status, text = run("--har", str(file), "--junit")
    assert status == 1
    suite = ElementTree.fromstring(text.encode())
    assert (suite.attrib["tests"], suite.attrib["failures"], suite.attrib["errors"]) == ("1", "1", "0")
    case = suite.find("testcase/failure")
    assert case is not None
    assert "allow-origin-missing" in case.attrib["message"]


def test_an_answer_that_is_not_in_the_recording_is_no_server_that_is_down(tmp_path: Path) -> None:
    (tmp_path / "page.har").write_text(json.dumps(har(entry(status=0))), encoding="utf-8")
    status, text = run("--har", str(tmp_path / "page.har"), "--junit")
    assert status == 2
    assert "A response is not in the recording," in text


def test_the_other_forms(api: str) -> None:
    _, markdown = run(f"{api}/none", "--origin", ORIGIN, "--markdown", "--no-probes")
    assert markdown.startswith("## CORS: blocked")
    _, github = run(f"{api}/none", "--origin", ORIGIN, "--github", "--no-probes")
    assert github.startswith("::error title=CORS http%3A//127.0.0.1")
    assert github.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Give a URL, --from-curl, --har or --policy."),
        (("https://api.example.com/",), "Give the page's origin: --origin http://localhost:3000."),
        (
            ("api.example.com", "--origin", ORIGIN),
            "url: The URL has no scheme, so a browser reads it as a path on the page's host. Write "
            "https://api.example.com.",
        ),
        (
            ("https://api.example.com/", "--origin", "https://x.example/path"),
            "origin: An origin ends after its host and port. Leave out “/path”: https://x.example.",
        ),
        (
            ("https://api.example.com/", "--origin", ORIGIN, "-H", "Origin: x"),
            "headers: Code cannot set Origin. The browser adds it itself; write it in the field for the page's origin.",
        ),
        (
            ("https://api.example.com/", "--origin", ORIGIN, "--stack", "nosuch"),
            f"There is no stack nosuch. The stacks are {', '.join(STACKS)}.",
        ),
        (("--from-curl", "hello"), "Nothing here can be read. Paste a command from “Copy as cURL” or “Copy as"),
        (("--har", "/nowhere/at/all.har"), "/nowhere/at/all.har cannot be read: No such file or directory."),
        (
            ("--policy", "/nowhere/at/all.toml"),
            "/nowhere/at/all.toml cannot be read: No such file or directory. Write one in TOML: [[endpoint]], then",
        ),
    ],
)
def test_a_wrong_command_is_2_and_says_what_to_change(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words)[0] == 2
    said = capsys.readouterr().err
    assert said.startswith(f"corschecker check: {sentence}")
    assert said.count("\n") == 1


def test_colours_are_for_terminals_alone(api: str) -> None:
    assert "\x1b[" not in run(f"{api}/none", "--origin", ORIGIN, "--no-probes")[1]
    assert "\x1b[31mBlocked: " in run(f"{api}/none", "--origin", ORIGIN, "--no-probes", "--color", "always")[1]


@pytest.mark.parametrize("command", [["manage.py", "check_cors"], ["-m", "checks.terminal.main", "check"]])
def test_it_needs_no_settings_no_database_and_no_django(api: str, command: list[str], tmp_path: Path) -> None:
    words = [sys.executable, "-X", "importtime", *command, f"{api}/public", "--origin", ORIGIN]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, env={"PATH": "/usr/bin"}, timeout=60)
    assert done.returncode == 0, done.stderr[-500:]
    assert "Allowed" in done.stdout
    assert "| django" not in done.stderr.replace(" ", "").replace("|django", "| django")
