"""The files of docs/deploy as an operator would install them, in folders and at ports of a test's own."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import trustme

from tests.fixes.needs import PATH
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs/deploy"
UNITS = DEPLOY / "systemd"
HOST = "cors.example.org"
CODE = "/opt/corschecker/current"
ADDRESS = "127.0.0.1:8000"

# What systemd does for a service with a socket: it is descriptor 3.
_WITH_SOCKET = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


def unit(name: str) -> ConfigParser:
    """A file of systemd's; where a key is given again, only its last value is kept."""
    parser = ConfigParser(strict=False, interpolation=None, delimiters=["="], comment_prefixes=["#"])
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((UNITS / name).read_text())
    return parser


def variables() -> dict[str, str]:
    """The example of the environment."""
    lines = (DEPLOY / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def environment(folder: Path, database: str, redis: str, **more: str) -> dict[str, str]:
    """The example of the environment with its files in a folder, and with databases that run."""
    given = {**variables(), "REDIS_URL": redis}
    contents = {
        "SECRET_KEY_FILE": secrets.token_urlsafe(64),
        "METRICS_TOKEN_FILE": secrets.token_urlsafe(32),
        "DATABASE_URL_FILE": database,
        "DENY_LIST_FILE": "# nobody yet\n",
    }
    for name, text in contents.items():
        path = folder / Path(given[name]).name
        path.write_text(text)
        given[name] = str(path)
    return {"PATH": os.environ["PATH"], **given, **more}


def names_of_settings() -> set[str]:
    """What may be set in an environment: README.md's names, the files that stand for them, and what libraries read."""
    names = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    return {*names, *(f"{name}_FILE" for name in names), "WEB_CONCURRENCY", "PROMETHEUS_MULTIPROC_DIR"}


def manage(environ: Mapping[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words, "-v0"], cwd=ROOT, env=dict(environ), check=True, timeout=120)


class Instance:
    """One instance of the web service, started and stopped as systemd would, on a socket that outlives it."""

    def __init__(self, listener: socket.socket, environ: Mapping[str, str], folder: Path, name: str) -> None:
        self._listener = listener
        self._folder = folder
        self._name = name
        service = unit("corschecker-web@.service")["Service"]
        (folder / "run").mkdir(exist_ok=True)
        variable, _, value = service["Environment"].partition("=")
        assert value == f"/run/{service['RuntimeDirectory']}"
        self._environ = {**environ, variable: str(folder / "run")}
        program, *words = service["ExecStart"].split()
        assert program == f"{CODE}/.venv/bin/gunicorn"
        self._command = [str(Path(sys.executable).with_name("gunicorn")), *words]
        self.log = folder / f"{name}.log"
        self.process = self._started()

    def restart(self) -> None:
        """`systemctl restart`: it returns when the new one says that it is ready."""
        self.stop()
        self.process = self._started()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(int(unit("corschecker-web@.service")["Service"]["TimeoutStopSec"]))

    def _started(self) -> subprocess.Popen[bytes]:
        descriptor = self._listener.fileno()
        command = [sys.executable, "-c", _WITH_SOCKET, str(descriptor), *self._command]
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told, self.log.open("ab") as log:
            told.settimeout(60)
            told.bind(f"\0corschecker-{os.getpid()}-{descriptor}-{self._name}")
            environ = {**self._environ, "NOTIFY_SOCKET": told.getsockname().replace(b"\0", b"@").decode()}
            process = subprocess.Popen(command, cwd=ROOT, env=environ, pass_fds=[descriptor], stderr=log)
            assert told.recv(4096).startswith(b"READY=1")
        return process


@contextmanager
def instances(environ: Mapping[str, str], folder: Path, names: list[str]) -> Iterator[tuple[str, list[Instance]]]:
    """Instances that share the socket of systemd's, and its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        host, port = listener.getsockname()
        started: list[Instance] = []
        try:
            started.extend(Instance(listener, environ, folder, name) for name in names)
            yield f"{host}:{port}", started
        finally:
            for instance in started:
                if instance.process.poll() is None:
                    instance.stop()


class Nginx:
    """nginx with the documented file. `port` is that of https, `certificates` is who signed its certificate.

    It writes no more errors than documented, unless `level` names another level.
    """

    def __init__(self, folder: Path, *servers: str, level: str = "emerg") -> None:
        self.folder, self.servers = folder, servers
        self.http, self.port = free_port(), free_port()
        self.certificates = trustme.CA()
        self._write_certificate()
        self.log, self.errors = folder / "corschecker.log", folder / "corschecker.error.log"
        (folder / "corschecker.conf").write_text(self._site(servers).replace("emerg;", f"{level};"))
        self.main = folder / "nginx.conf"
        temporary = "".join(
            f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self.main.write_text(
            f"{'user root;' if os.geteuid() == 0 else ''}\nworker_processes 2;\npid {folder}/nginx.pid;\n"
            f"error_log {folder}/main.error.log;\nevents {{}}\n"
            f"http {{\n{temporary}    include {folder}/corschecker.conf;\n}}\n"
        )

    def command(self, *words: str) -> list[str]:
        return [shutil.which("nginx", path=PATH) or "nginx", "-p", str(self.folder), "-c", str(self.main), *words]

    @contextmanager
    def running(self) -> Iterator[None]:
        tested = subprocess.run(self.command("-t"), capture_output=True, text=True)
        assert tested.returncode == 0, tested.stderr
        process = subprocess.Popen(self.command("-g", "daemon off;"), stderr=subprocess.DEVNULL)
        try:
            self._wait()
            yield
        finally:
            process.terminate()
            process.wait(20)

    def _wait(self) -> None:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("nginx does not listen")

    def _write_certificate(self) -> None:
        issued = self.certificates.issue_cert(HOST)
        issued.private_key_pem.write_to_path(self.folder / "privkey.pem")
        with (self.folder / "fullchain.pem").open("wb") as chain:
            chain.writelines(part.bytes() for part in issued.cert_chain_pems)

    def _site(self, servers: tuple[str, ...]) -> str:
        """The documented file, with what it asks to change and the paths and ports of this machine."""
        text = (DEPLOY / "nginx.conf").read_text()
        text = re.sub(r"^ *# server .*\n", "", text, flags=re.MULTILINE)
        for line in dict.fromkeys(re.findall(r"^ *server [\d.:]+ .*;\n", text, re.MULTILINE)):
            assert ADDRESS in line
            text = text.replace(line, "".join(line.replace(ADDRESS, server) for server in servers))
        if not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists():
            text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
        text = re.sub(r"(listen (?:\[::\]:)?)443\b", rf"\g<1>{self.port}", text)
        text = re.sub(r"(listen (?:\[::\]:)?)80\b", rf"\g<1>{self.http}", text)
        text = text.replace(f"/etc/letsencrypt/live/{HOST}/", f"{self.folder}/")
        return text.replace("/var/log/nginx/", f"{self.folder}/")
