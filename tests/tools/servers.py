"""Real servers of the databases that a deployment may use, started on loopback for a test, which may do them harm."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ports import free_port
from tests.tools.processes import children

# As /proc/net/tcp has it.
ESTABLISHED = "01"


def program(*names: str) -> str | None:
    """Where a server's program is, also in Debian's versioned folders."""
    folders = [
        os.environ["PATH"],
        "/usr/sbin",
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
    ]
    return next((found for name in names if (found := shutil.which(name, path=os.pathsep.join(folders)))), None)


class Server:
    """A server with its children, by a command that listens on a port of loopback."""

    ends_by = signal.SIGTERM

    def __init__(self, command: Sequence[str], folder: Path, port: int, url: str, user: str | None = None) -> None:
        self.port = port
        self.url = url
        self._command = command
        self.log = folder / "log"
        self._folder = folder
        self._user = user
        self.start()

    def start(self) -> None:
        """Start it, again and again while it ends at once: what a killed one leaves behind may be in its way."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command, stdout=log, stderr=log, user=self._user, cwd=self._folder
                )
            while self._process.poll() is None and time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                        return
                time.sleep(0.05)
        raise RuntimeError(f"{self._command} does not listen: {self.log.read_text()[-500:]}")

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    @property
    def children(self) -> list[int]:
        return children(self._process.pid)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP, self._process.pid, *self.children)

    def freeze_children(self) -> None:
        """Those that serve a connection each; the server itself goes on to take new ones."""
        self._signal(signal.SIGSTOP, *self.children)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT, *self.children, self._process.pid)

    def kill(self) -> None:
        self._signal(signal.SIGKILL, self._process.pid, *self.children)
        self._process.wait(10)

    def stop(self) -> None:
        self.thaw()
        self._signal(self.ends_by, self._process.pid)
        deadline = time.monotonic() + 20
        while self._process.poll() is None and time.monotonic() < deadline:
            # PostgreSQL would wait a minute for a client that has connected and says nothing.
            self._signal(signal.SIGKILL, *self.children)
            time.sleep(0.05)
        self._process.wait(0)

    def cut_off(self) -> None:
        """Drop every packet from and to the server, without a word to either side; in a network of its own."""
        self._drop(f"tcp dport {self.port}", f"tcp sport {self.port}")

    def forget_connections(self) -> None:
        """Drop what the connections send that there are now, as what translates addresses does when it forgets them."""
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ends = [(local, remote) for _, local, remote, state, *_ in lines if state == ESTABLISHED]
        clients = [int(local[-4:], 16) for local, remote in ends if int(remote[-4:], 16) == self.port]
        self._drop(*(f"tcp sport {port}" for port in clients))

    def connect(self) -> None:
        """Let the packets through again."""
        _nft(f"delete table inet {self._table}")

    @property
    def _table(self) -> str:
        return f"cut_off_{self.port}"

    def _drop(self, *packets: str) -> None:
        chain = f"inet {self._table} packets"
        rules = [f"add rule {chain} {which} drop" for which in packets]
        hook = "{ type filter hook input priority 0; }"
        _nft(f"add table inet {self._table}", f"add chain {chain} {hook}", *rules)

    def _signal(self, number: signal.Signals, *pids: int) -> None:
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


class PostgreSQL(Server):
    # At this one it waits for no session.
    ends_by = signal.SIGQUIT


def _nft(*lines: str) -> None:
    subprocess.run([program("nft") or "", "-f", "-"], input="\n".join([*lines, ""]), text=True, check=True)


@contextmanager
def redis_server(port: int | None = None) -> Iterator[Server]:
    port = port or free_port()
    with TemporaryDirectory() as name:
        command = [
            program("redis-server") or "",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            name,
        ]
        server = Server(command, Path(name), port, f"redis://127.0.0.1:{port}/0")
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgresql_server(within: Path | None = None, **parameters: str) -> Iterator[Server]:
    """A PostgreSQL with an empty database, with its files in a folder within that one, and with these parameters.

    It refuses to run as root, so root becomes its own user.
    """
    port = free_port()
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory(dir=within) as name:
        if user:
            shutil.chown(name, user)
        initdb = [program("initdb") or "", "-D", f"{name}/data", "-A", "trust", "-U", "checks", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=name)
        command = [program("postgres") or "", "-D", f"{name}/data", "-p", str(port), "-h", "127.0.0.1", "-k", name]
        command += ["-F", *(f"--{parameter}={value}" for parameter, value in parameters.items())]
        server = PostgreSQL(command, Path(name), port, f"postgres://checks@127.0.0.1:{port}/postgres", user)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A Redis; its URL."""
    with redis_server(port) as server:
        yield server.url


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL; its URL."""
    with postgresql_server() as server:
        yield server.url
