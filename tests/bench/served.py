"""Applications under gunicorn as the Procfile starts it, the load on them, and the memory of their workers."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ports import free_port
from tests.tools.processes import children, descendants

ROOT = Path(__file__).parents[2]
# httpx loads click, rich and pygments where they are installed, which only the tools of the tests need.
ABSENT = Path(__file__).with_name("absent")
BARE_DJANGO = """
import django
from django.conf import settings
settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bench", USE_TZ=True, INSTALLED_APPS=[])
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path
async def page(request):
    return HttpResponse(b"<!DOCTYPE html><title>bare</title>", headers={"Content-Length": 34})
urlpatterns = [path("healthz", page)]
application = get_asgi_application()
"""
BARE_WAIT = """
import asyncio
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
BODY = {"type": "http.response.body", "body": b"ok"}
async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
    await receive()
    await asyncio.sleep(DELAY)
    await send(START)
    await send(BODY)
"""


class Served:
    """A running gunicorn with its workers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    @property
    def workers(self) -> list[int]:
        return children(self.process.pid)

    def pss_mib(self) -> float:
        """The proportional set size of a worker, on average."""
        return sum(map(_pss_kib, self.workers)) / len(self.workers) / 1024

    def helpers_pss_mib(self) -> float:
        """The proportional set size of all processes that the workers have started."""
        return sum(_pss_kib(pid) for worker in self.workers for pid in descendants(worker)) / 1024

    def cpu_s(self) -> float:
        return sum(map(_cpu_s, self.workers))


@dataclass(frozen=True, slots=True)
class Load:
    """The same request again and again to a port, over connections that begin one after another within `spread_s`."""

    port: int
    payload: bytes
    spread_s: float = 0

    async def rate(self, connections: int, total: int) -> float:
        """How many of `total` requests were answered a second."""
        left = iter(range(total))
        started = time.perf_counter()
        waits = (self.spread_s * number / connections for number in range(connections))
        await asyncio.gather(*(self._connection(wait, left) for wait in waits))
        return total / (time.perf_counter() - started)

    async def _connection(self, wait_s: float, left: Iterator[int]) -> None:
        await asyncio.sleep(wait_s)
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for _ in left:
            writer.write(self.payload)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 2"):
                raise RuntimeError(head.decode("latin-1"))
            await reader.readexactly(int(head.partition(b"content-length:")[2].partition(b"\r")[0]))
        writer.close()


@contextmanager
def served(
    application: str,
    folder: Path,
    *options: str,
    workers: int = 2,
    preload: bool = True,
    descriptors: int | None = None,
    **variables: str,
) -> Iterator[Served]:
    """`module:name` under gunicorn as the folder and the options configure it, once it answers; with no more than so
    many descriptors, where a number is given."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--workers", str(workers)]
    command += ["--bind", f"127.0.0.1:{port}", "--no-control-socket", *options]
    command += ["--preload"] if preload else []
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ABSENT}:{ROOT}", **variables}
    command = ["prlimit", f"--nofile={descriptors}:{descriptors}", *command] if descriptors else command
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            found = Served(process, port)
            _wait(found, workers)
            yield found
        finally:
            process.terminate()


@contextmanager
def served_source(source: str, *, workers: int = 2, preload: bool = True) -> Iterator[Served]:
    """The ASGI application of a module that is given as text."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(source)
        options = ("--worker-class", "asgi")
        with served("bare:application", Path(folder), *options, workers=workers, preload=preload) as found:
            yield found


@contextmanager
def served_site(*options: str, workers: int = 2, descriptors: int | None = None, **variables: str) -> Iterator[Served]:
    """The site with a database of its own, and without limits but those that `variables` set."""
    with TemporaryDirectory() as folder:
        environ = {
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "CHECK_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8",
            "CHECK_EXTRA_PORTS": "*",
            **variables,
        }
        manage(["migrate", "-v0"], environ)
        site = "corschecker.asgi:application"
        with served(site, ROOT, *options, workers=workers, descriptors=descriptors, **environ) as found:
            yield found


@contextmanager
def served_production() -> Iterator[Served]:
    """The site as it is deployed, with its limits, behind a proxy on loopback that says who asks."""
    with TemporaryDirectory() as folder:
        environ = {
            "DRAIN_S": "0",
            "SECRET_KEY": "only-for-the-benchmarks-" + "abcdefghijklmnopqrstuvwxyz-0123456789",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "HTTPS": "false",
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"]):
            manage(command, environ)
        with served("corschecker.asgi:application", workers=1, **environ) as found:
            yield found


def manage(command: list[str], environ: dict[str, str]) -> None:
    environ = {"PATH": os.environ["PATH"], **environ}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environ, check=True)


def request(method: str, path: str, body: bytes = b"") -> bytes:
    fields = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode() + body


def _wait(found: Served, workers: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            asyncio.run(Load(found.port, request("GET", "/healthz")).rate(8, 32))
        except OSError:
            time.sleep(0.2)
        else:
            if len(found.workers) == workers:
                return
    raise RuntimeError("gunicorn did not start")


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        # It has just ended.
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
