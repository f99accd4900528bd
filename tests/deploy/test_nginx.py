"""The documented nginx file, used: what it asks the site, whom it asks again, and what it writes down."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.deploy.documented import DEPLOY, Nginx
from tests.deploy.visitor import Visitor
from tests.fixes.needs import PATH, require
from tests.ports import free_port
from tests.tools.loopback import Target, http

REPORT = "s2lkJxTwbPjozkz6a-YCzg"

# Who nginx takes for one client, asked from several addresses in a network that has nothing else.
CLIENTS = """
import json, socket, subprocess, sys, time
main, addresses = sys.argv[1], json.loads(sys.argv[2])
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
for address in addresses:
    more = ["nodad"] if ":" in address else []
    subprocess.run(["ip", "address", "replace", f"{address}/{128 if more else 32}", "dev", "lo", *more], check=True)
nginx = subprocess.Popen(["nginx", "-c", main, "-g", "daemon off;"])

def client(address):
    for _ in range(100):
        try:
            with socket.create_connection((address, 80), source_address=(address, 0), timeout=5) as asked:
                asked.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
                return asked.makefile("rb").read().partition(b"\\r\\n\\r\\n")[2].hex()
        except ConnectionRefusedError:
            time.sleep(0.1)

print(json.dumps([client(address) for address in addresses]))
nginx.terminate()
nginx.wait()
"""


@dataclass
class Backend(Target):
    """What is asked in place of the site; it counts the connections to it."""

    connections: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await super().talk(reader, writer)


@asynccontextmanager
async def backend() -> AsyncIterator[Backend]:
    found = Backend()
    async with await asyncio.start_server(found.talk, "127.0.0.1", 0, limit=16 * 1024 * 1024) as server:
        found.port = server.sockets[0].getsockname()[1]
        yield found


@asynccontextmanager
async def visited(folder: Path, *ports: int, level: str = "emerg") -> AsyncIterator[tuple[Nginx, Visitor]]:
    nginx = Nginx(folder, *(f"127.0.0.1:{port}" for port in ports), level=level)
    with nginx.running():
        async with Visitor(nginx) as visitor:
            yield nginx, visitor


@pytest.fixture(autouse=True)
def installed() -> None:
    require(shutil.which("nginx", path=PATH), "nginx is not installed here")


def test_nginx_reads_the_file_with_one_server_and_with_two(tmp_path: Path) -> None:
    for servers in (["127.0.0.1:8000"], ["127.0.0.1:8000", "10.0.0.12:8000"]):
        done = subprocess.run(Nginx(tmp_path, *servers).command("-t"), capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        assert "[warn]" not in done.stderr


def test_both_lists_of_servers_are_the_same() -> None:
    lists = re.findall(r"^upstream \w+ \{\n(.*?)^\}", (DEPLOY / "nginx.conf").read_text(), re.DOTALL | re.MULTILINE)
    with_connections, without = (re.findall(r"^ *(?:# )?server .*", text, re.MULTILINE) for text in lists)
    assert with_connections == without
    assert with_connections


async def test_reading_keeps_connections_open_and_every_check_gets_a_new_one(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port) as (_, visitor):
        for _ in range(5):
            assert (await visitor.ask("GET", "/")).status_code == 200
        # Each of the two workers of nginx has connections of its own.
        assert site.connections <= 2
        before = site.connections
        for _ in range(5):
            assert (await visitor.ask("POST", "/api/v1/checks", json={})).status_code == 200
        assert site.connections == before + 5


async def test_a_check_that_no_connection_was_made_for_goes_to_the_next_server(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, free_port(), site.port) as (_, visitor):
        answers = [await visitor.ask("POST", "/api/v1/checks", json={}) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}


async def test_a_check_that_was_sent_is_never_sent_again_and_whoever_sent_it_is_told_when_to_come_back(
    tmp_path: Path,
) -> None:
    async with backend() as ends, backend() as other, visited(tmp_path, ends.port, other.port) as (_, visitor):
        for site in (ends, other):
            site.closes, site.answer = True, lambda head: b""
        answer = await visitor.ask("POST", "/api/v1/checks", json={})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert len(ends.heads) + len(other.heads) == 1
        assert "Try again in 10 seconds" in answer.text


async def test_a_page_that_one_server_does_not_answer_comes_from_the_other(tmp_path: Path) -> None:
    async with backend() as ends, backend() as other, visited(tmp_path, ends.port, other.port) as (_, visitor):
        ends.closes, ends.answer = True, lambda head: b""
        answers = [await visitor.ask("GET", "/") for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}


async def test_a_file_that_only_the_newer_machine_has_is_found(tmp_path: Path) -> None:
    async with backend() as old, backend() as new, visited(tmp_path, old.port, new.port) as (_, visitor):
        old.answer = lambda head: http(404)
        files = [(await visitor.ask("GET", "/static/site.0123456789ab.css")).status_code for _ in range(4)]
        pages = [(await visitor.ask("GET", "/r/unknown/")).status_code for _ in range(4)]
    assert set(files) == {200}
    assert set(pages) == {200, 404}


async def test_the_site_is_told_the_client_by_nginx_alone(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port) as (_, visitor):
        said = {"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "http"}
        await visitor.ask("GET", "/", headers=said)
    (head,) = site.heads
    sent = dict(line.split(": ", 1) for line in head.lower().splitlines()[1:] if line)
    assert (sent["x-forwarded-for"], sent["x-forwarded-proto"]) == ("127.0.0.1", "https")
    assert (sent["host"], "connection" in sent) == ("cors.example.org", False)


async def test_the_logs_hold_no_id_no_query_no_address_and_nothing_that_was_typed(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port, free_port()) as (nginx, visitor):
        typed = [
            ("GET", f"/r/{REPORT}/?url=https://secret.example"),
            ("DELETE", f"/api/v1/checks/{REPORT}"),
            ("GET", "/static/secret?secret"),
            ("SECRET", "/secret/s2lkJx"),
        ]
        headers = {"Referer": "https://secret.example", "User-Agent": "secret", "Authorization": "Bearer secret"}
        for method, path in typed:
            await visitor.ask(method, path, headers=headers)
        site.closes, site.answer = True, lambda head: b""
        await visitor.ask("POST", "/api/v1/checks?secret", headers=headers)
        await visitor.ask("GET", f"/r/{REPORT}/?secret", headers=headers)
    written = "".join(path.read_text() for path in (nginx.log, nginx.errors, tmp_path / "main.error.log"))
    assert [line.partition('"route":"')[2].partition('"')[0] for line in nginx.log.read_text().splitlines()] == [
        "/r/[id]/",
        "/api/v1/checks/[id]",
        "/static/",
        "other",
        "/api/v1/checks",
        "/r/[id]/",
    ]
    for secret in ("secret", "SECRET", REPORT, "Mozilla", "127.0.0.1,", "client"):
        assert secret not in written


async def test_metrics_are_not_shown_and_the_site_is_not_asked(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port) as (_, visitor):
        assert (await visitor.ask("GET", "/metrics", headers={"Authorization": "Bearer x"})).status_code == 404
        assert (await visitor.ask("GET", "/readyz")).status_code == 200
    assert [head.split()[1] for head in site.heads] == ["/readyz"]


async def test_the_longest_form_reaches_the_site_and_never_the_disk(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port, level="warn") as (nginx, visitor):
        answer = await visitor.ask("POST", "/paste", content=b"x" * (4 * 1024 * 1024))
        assert answer.status_code == 200
    assert "temporary file" not in nginx.errors.read_text()


async def test_plain_http_is_sent_to_https(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port) as (nginx, _), httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{nginx.http}/rules/", headers={"Host": "cors.example.org"})
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://cors.example.org/rules/")
    assert site.heads == []


async def test_one_client_has_no_more_than_100_requests_at_once(tmp_path: Path) -> None:
    async with backend() as site, visited(tmp_path, site.port) as (_, visitor):
        site.waits = asyncio.Event()
        asked = [asyncio.create_task(visitor.ask("GET", "/")) for _ in range(101)]
        done, waiting = await asyncio.wait(asked, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result().status_code for task in done] == [503]
        site.waits.set()
        assert {(await task).status_code for task in waiting} == {200}


def test_a_client_is_an_address_of_ipv4_or_a_64_of_ipv6(tmp_path: Path) -> None:
    require(shutil.which("ip", path=PATH), "ip is not installed here")
    require(os.geteuid() == 0, "only root can make a network of its own")
    (listed,) = re.findall(
        r"^map \$binary_remote_addr .*?^\}", (DEPLOY / "nginx.conf").read_text(), re.DOTALL | re.MULTILINE
    )
    server = 'server { listen 80; listen [::]:80; location / { return 200 "$corschecker_client"; } }'
    main = tmp_path / "main.conf"
    lines = (f"pid {tmp_path}/pid;", f"error_log {tmp_path}/errors;", "events {}", "http {", "access_log off;", listed)
    main.write_text("\n".join([*lines, server, "}"]))
    addresses = ["192.0.2.1", "192.0.2.2", "2001:db8:0:1::a", "2001:db8:0:1:ffff::", "2001:db8:0:a0a::a"]
    command = ["unshare", "--net", sys.executable, "-c", CLIENTS, str(main), json.dumps(addresses)]
    environ = {**os.environ, "PATH": PATH}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    networks = ["c0000201", "c0000202", *["20010db800000001"] * 2, "20010db800000a0a"]
    assert json.loads(done.stdout) == networks
