"""What the operator is given holds: the firewall is the guard's table, and the deployment check is clean."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from checks.probing.addresses import DENIED_V4, DENIED_V6, PUBLIC_V6
from checks.probing.target import WEB_PORTS
from corschecker import environment

ROOT = Path(__file__).parent.parent
RULES = (ROOT / "docs/deploy/egress.nft").read_text()


def elements(name: str) -> list[str]:
    found = re.search(rf"set {name} \{{.*?elements = \{{(.*?)\}}", RULES, re.DOTALL)
    assert found
    return [word.strip() for word in found[1].split(",")]


def test_the_firewall_denies_what_the_guard_denies() -> None:
    assert elements("denied4") == [str(network) for network in DENIED_V4]
    assert elements("denied6") == [str(network) for network in DENIED_V6]
    assert elements("public6") == [str(PUBLIC_V6)]


def test_the_firewall_opens_the_ports_that_are_checked() -> None:
    found = re.search(r"tcp dport \{ ([\d, ]+) \} accept", RULES)
    assert found
    assert {int(port) for port in found[1].split(",")} == WEB_PORTS


def test_the_deployment_check_says_nothing_in_production() -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k3Jf9sLq0PzX7vBn2Mw5Ty8Ru1Ei4Oa6Dg" * 2,
        "ALLOWED_HOSTS": "cors.example.org",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("System check identified no issues")


@pytest.mark.parametrize("token", ["short", "a token with spaces in it", "\u00fc" * 30])
def test_a_token_that_is_short_or_no_header_stops_the_start(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", token)
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN"):
        environment.token("METRICS_TOKEN")
