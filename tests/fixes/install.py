"""Installs what the proofs need: `python -m tests.fixes.install [test|prove]`. Debian packages need root."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.fixes import needs
from tests.fixes.proofs import PROOFS, Proof

APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-qq", "--no-install-recommends"]


def main(tier: str) -> None:
    proofs = [proof for proof in PROOFS.values() if tier == "prove" or proof.tier == "test"]
    packages = sorted({package for proof in proofs for package in proof.packages} - _installed())
    if packages and os.geteuid() == 0:
        print("apt-get install", *packages)
        subprocess.run([*APT[:3], "-qq", "update"], check=True, stdout=subprocess.DEVNULL)
        # A policy of 101 keeps Debian from starting services that the proofs start themselves.
        _install_without_starting(packages)
    elif packages:
        print("Not root: ask for", *packages, file=sys.stderr)
    for proof in proofs:
        _fetch(proof)


def _install_without_starting(packages: list[str]) -> None:
    environment = {**os.environ, "RUNLEVEL": "1", "SYSTEMD_OFFLINE": "1"}
    subprocess.run([*APT, "install", *packages], check=True, stdout=subprocess.DEVNULL, env=environment)


def _fetch(proof: Proof) -> None:
    try:
        proof.tools()
    except needs.MissingError as error:
        print(f"{proof.id}: {error}", file=sys.stderr)


def _installed() -> set[str]:
    command = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"]
    try:
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        return set()
    return {line.split()[0] for line in listing.splitlines() if line.endswith(" installed")}


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "prove")
