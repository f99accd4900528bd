"""Installs what the proofs need: `python -m tests.fixes.install [test|prove]`. Debian packages need root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.fixes import needs
from tests.fixes.proofs import PROOFS, Proof

# Programs that many machines have from elsewhere.
PROGRAMS = {
    "nodejs": "node",
    "npm": "npm",
    "openjdk-17-jdk-headless": "javac",
    "golang-go": "go",
    "gcc": "gcc",
    "cargo": "cargo",
}
# Debian starts no service that the proofs start themselves.
ENVIRONMENT = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}


def main(tier: str) -> int:
    proofs = [proof for proof in PROOFS.values() if tier == "prove" or proof.tier == "test"]
    packages = sorted({package for proof in proofs for package in proof.packages if not _is_here(package)})
    if packages and os.geteuid() == 0:
        print("apt-get install", *packages, flush=True)
        _apt("update")
        _apt("install", "--no-install-recommends", *packages)
    elif packages:
        print("Root is needed for: apt-get install", *packages, file=sys.stderr)
    return sum(_lacks_something(proof) for proof in proofs)


def _is_here(package: str) -> bool:
    if shutil.which(PROGRAMS.get(package, ""), path=needs.PATH):
        return True
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    return subprocess.run(command, capture_output=True, text=True).stdout == "installed"


def _apt(*arguments: str) -> None:
    subprocess.run(["apt-get", "-y", "-qq", *arguments], env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)


def _lacks_something(proof: Proof) -> bool:
    try:
        proof.tools()
    except needs.MissingError as error:
        print(f"{proof.id}: {error}", file=sys.stderr)
        return True
    return False


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1] if len(sys.argv) > 1 else "prove") else 0)
