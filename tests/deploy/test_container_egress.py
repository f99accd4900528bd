"""The documented firewall, for a container behind its bridge: a network each for it, its machine and the world."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.documented import DEPLOY
from tests.fixes.needs import PATH, require

pytestmark = pytest.mark.prove

# Where the container connects to, and whether it is let through; 172.30.0.1 is the machine itself.
CONNECTIONS = {
    ("8.8.8.8", 443): True,
    ("8.8.8.8", 22): False,
    ("10.0.0.9", 443): False,
    ("168.63.129.16", 443): False,
    ("172.30.0.1", 443): False,
    ("2a00::1", 443): True,
    ("fd00::9", 443): False,
}
MACHINE = "172.30.0.1"
# It becomes one of the networks, says so, and then does what it reads: listens at addresses, or connects to them.
INHABITANT = """
import json, socket, sys
print(flush=True)
for line in sys.stdin:
    what, places = json.loads(line)
    family = lambda host: socket.AF_INET6 if ":" in host else socket.AF_INET
    if what == "listen":
        kept = [socket.create_server(tuple(place), family=family(place[0])) for place in places]
        print(flush=True)
        continue
    reached = []
    for place in places:
        with socket.socket(family(place[0])) as dialled:
            dialled.settimeout(3)
            reached.append(dialled.connect_ex(tuple(place)) == 0)
    print(json.dumps(reached), flush=True)
"""
LINKS = """
set -eu
world=$1 container=$2 rules=$3
in_world() { nsenter --target "$world" --net "$@"; }
in_container() { nsenter --target "$container" --net "$@"; }
ip link set lo up
ip link add corschecker0 type bridge
ip link add outer type veth peer name eth0 netns "$world"
ip link add inner type veth peer name eth0 netns "$container"
ip link set inner master corschecker0
ip address add 192.0.2.1/24 dev outer
ip address add 2001:db8:1::1/64 dev outer nodad
ip address add 172.30.0.1/24 dev corschecker0
ip address add 2001:db8:2::1/64 dev corschecker0 nodad
for device in outer inner corschecker0; do ip link set "$device" up; done
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
in_world ip link set lo up
in_world ip link set eth0 up
in_world ip address add 192.0.2.2/24 dev eth0
in_world ip address add 2001:db8:1::2/64 dev eth0 nodad
for address in 8.8.8.8 10.0.0.9 168.63.129.16; do in_world ip address add $address/32 dev lo; done
for address in 2a00::1 fd00::9; do in_world ip address add $address/128 dev lo nodad; done
in_world ip route add 172.30.0.0/24 via 192.0.2.1
in_world ip route add 2001:db8:2::/64 via 2001:db8:1::1
in_container ip link set eth0 up
in_container ip address add 172.30.0.2/24 dev eth0
in_container ip address add 2001:db8:2::2/64 dev eth0 nodad
in_container ip route add default via 172.30.0.1
in_container ip route add default via 2001:db8:2::1
ip route add default via 192.0.2.2
ip route add default via 2001:db8:1::2
if [ -n "$rules" ]; then nft -f "$rules"; fi
"""
TRY = """
import json, subprocess, sys
inhabitant, links, rules, machine, places = *sys.argv[1:5], json.loads(sys.argv[5])

def inhabited(*command):
    process = subprocess.Popen(
        [*command, sys.executable, "-c", inhabitant], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdout.readline()
    return process

def ask(process, what, places):
    print(json.dumps([what, places]), file=process.stdin, flush=True)
    return process.stdout.readline()

world, container, here = inhabited("unshare", "--net"), inhabited("unshare", "--net"), inhabited()
subprocess.run(["sh", "-c", links, "sh", str(world.pid), str(container.pid), rules], check=True)
ask(world, "listen", [place for place in places if place[0] != machine])
ask(here, "listen", [place for place in places if place[0] == machine])
print(ask(container, "connect", places))
for process in (world, container, here):
    process.stdin.close()
    process.wait()
"""


def reached(rules: str) -> dict[tuple[str, int], bool]:
    words = [INHABITANT, LINKS, rules, MACHINE, json.dumps(list(CONNECTIONS))]
    command = ["unshare", "--net", "--mount", sys.executable, "-c", TRY, *words]
    done = subprocess.run(command, env={**os.environ, "PATH": PATH}, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    return dict(zip(CONNECTIONS, json.loads(done.stdout), strict=True))


def test_a_container_reaches_public_web_ports_alone(tmp_path: Path) -> None:
    for name in ("nft", "ip", "nsenter"):
        require(shutil.which(name, path=PATH), f"{name} is not installed here")
    require(os.geteuid() == 0, "only root may load a firewall")
    file = tmp_path / "egress.nft"
    file.write_text((DEPLOY / "egress.nft").read_text().replace('skuid "corschecker"', 'skuid "nobody"'))
    assert reached("") == dict.fromkeys(CONNECTIONS, True), "without the firewall all are reached"
    assert reached(str(file)) == CONNECTIONS
