"""Whatever fails in a server as it is deployed, its log tells which exception and where, and no words of it."""

from __future__ import annotations

import json
import resource
import socket
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path

import pytest

from tests.tools.faulty_urls import FAULTS
from tests.tools.site import Site, workers_of

pytestmark = pytest.mark.prove

SECRET = "s3cret-words-of-a-stranger"
PRODUCTION = {
    "DEBUG": "false",
    "DJANGO_SETTINGS_MODULE": "tests.tools.faulty_settings",
    "SECRET_KEY": "only-for-the-tests-" + "abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "127.0.0.1",
    "HTTPS": "false",
}


class Logged(Site):
    """The site in production, with what it has written to standard error."""

    def __init__(self, folder: Path, **environ: str) -> None:
        super().__init__(folder, "--pythonpath", ".", **PRODUCTION, **environ)

    @property
    def lines(self) -> list[str]:
        return self.errors.read_text().splitlines()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    found = Logged(tmp_path_factory.mktemp("site"))
    yield found
    found.stop()


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_is_told_by_the_words_of_its_exception(fault: str, site: Logged) -> None:
    before = len(site.lines)
    try:
        site.ask("GET", f"/fault/{fault}/{SECRET}?words={SECRET}")
    except IncompleteRead:
        assert fault == "in-half-an-answer"
    site.ask("GET", "/healthz")
    told = site.lines[before:]
    assert SECRET not in "\n".join(told)
    assert "Traceback" not in "\n".join(told)
    faults = [line for line in told if "corschecker.access" not in line]
    if fault == "busy":
        assert faults == []
    else:
        assert any("faulty_urls.py" in line and ("ValueError" in line or "KeyError" in line) for line in faults), told


# What takes the last descriptor is a connection or the file of the database.
RAN_OUT = ("OSError", "OperationalError")


def test_a_server_that_runs_out_of_descriptors_tells_no_words_either(tmp_path: Path) -> None:
    site = Logged(tmp_path, CHECK_RATE_LIMITS="", CHECK_TARGET_RATE_LIMITS="", CHECK_MAX_RUNNING_PER_CLIENT="0")
    (worker,) = workers_of(site)
    site.ask("GET", "/")
    open_now = len(list(Path(f"/proc/{worker}/fd").iterdir()))
    before = len(site.lines)
    most, hard = resource.prlimit(worker, resource.RLIMIT_NOFILE)
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (open_now + 2, hard))
    connections = []
    # What was open for a moment only when it was counted leaves room for some more.
    for number in range(60):
        connections.append(socket.create_connection(("127.0.0.1", site.port)))
        url = f"http://127.0.0.1:{site.port}/{SECRET}?words={SECRET}"
        body = json.dumps({"url": url, "origin": "https://app.example.com", "fresh": True})
        fields = f"Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        connections[-1].sendall(f"POST /api/v1/checks HTTP/1.1\r\n{fields}\r\n{body}".encode())
        connections[-1].settimeout(1 if number else 20)
        try:
            connections[-1].recv(1000)
        except (TimeoutError, ConnectionError):
            # It waits to be accepted, or has been in vain, or the machine is busy.
            if any(word in line for word in RAN_OUT for line in site.lines[before:]):
                break
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (most, hard))
    for connection in connections:
        connection.close()
    site.wait()
    response, _ = site.ask("GET", "/")
    assert response.status == 200
    told = "\n".join(site.lines[before:])
    assert any(word in told for word in RAN_OUT)
    for words in (SECRET, "Traceback", "Too many open files", "[Errno"):
        assert words not in told
    site.stop()
