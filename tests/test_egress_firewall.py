"""The egress firewall of docs/deploy, loaded by nft in a network of its own, with a service user behind it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixes.needs import PATH, require

RULES = Path(__file__).parents[1] / "docs/deploy/egress.nft"
USER = "nobody"
# Who connects to where, in a network that has nothing but a loopback with these addresses: whether it is let through.
CONNECTIONS = {
    (USER, "8.8.8.8", 443): True,
    (USER, "8.8.8.8", 8443): True,
    (USER, "8.8.8.8", 22): False,
    (USER, "127.0.0.1", 443): False,
    (USER, "127.0.0.1", 5432): True,
    (USER, "127.0.0.2", 5432): False,
    (USER, "10.0.0.5", 443): False,
    (USER, "168.63.129.16", 443): False,
    (USER, "2a00::1", 443): True,
    (USER, "2002::1", 443): False,
    (USER, "fd00::1", 443): False,
    (USER, "::1", 5432): True,
    (USER, "::1", 443): False,
    ("root", "127.0.0.1", 443): True,
    ("root", "8.8.8.8", 22): True,
}
TRY = """
import json, os, pwd, socket, subprocess, sys
rules, connections = sys.argv[1], json.loads(sys.argv[2])
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
listeners = []
for host, port in {(host, port) for _, host, port in connections}:
    family, length = (socket.AF_INET6, "128") if ":" in host else (socket.AF_INET, "32")
    more = ["nodad"] if ":" in host else []
    subprocess.run(["ip", "address", "replace", f"{host}/{length}", "dev", "lo", *more], check=True)
    listeners.append(socket.create_server((host, port), family=family))
# A second time is as good as once.
for _ in range(2):
    subprocess.run(["nft", "-f", rules], check=True)

def reaches(user, host, port):
    ours, theirs = os.pipe()
    if not os.fork():
        try:
            os.setuid(pwd.getpwnam(user).pw_uid)
            # Bytes, since another user may not be able to read the codecs of this Python.
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as dialled:
                dialled.settimeout(2)
                os.write(theirs, b"n" if dialled.connect_ex((host.encode(), port)) else b"y")
        finally:
            os._exit(0)
    os.wait()
    return os.read(ours, 1) == b"y"

listed = subprocess.run(["nft", "list", "ruleset"], check=True, capture_output=True, text=True).stdout
print(json.dumps({"ruleset": listed, "reached": [reaches(*connection) for connection in connections]}))
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The file, as an operator would save it, for a user that this machine has."""
    require(shutil.which("nft", path=PATH), "nft is not installed here")
    require(shutil.which("ip", path=PATH), "ip is not installed here")
    require(os.geteuid() == 0, "only root may load a firewall")
    file = tmp_path / "corschecker.nft"
    file.write_text(RULES.read_text().replace('"corschecker"', f'"{USER}"'))
    file.chmod(0o644)
    return file


def apart(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a network of its own."""
    environ = {**os.environ, "PATH": PATH}
    return subprocess.run(["unshare", "--net", *command], env=environ, capture_output=True, text=True, timeout=60)


def test_nft_reads_the_ruleset(rules: Path) -> None:
    found = apart("nft", "--check", "--file", str(rules))
    assert (found.returncode, found.stderr) == (0, "")


def test_the_service_reaches_public_web_ports_and_its_own_services_alone(rules: Path) -> None:
    found = apart(sys.executable, "-c", TRY, str(rules), json.dumps(list(CONNECTIONS)))
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert told["ruleset"].count("goto egress") == 3
    assert dict(zip(CONNECTIONS, told["reached"], strict=True)) == CONNECTIONS
