"""The policy file against real servers: each planted regression of their configuration is caught, and its mending
passes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from checks.cors.policy import CorsPolicy
from checks.fixes import render
from checks.terminal.check import main
from tests.fixes.needs import MissingError, require
from tests.fixes.proofs import PROOFS
from tests.fixes.servers import running

pytestmark = pytest.mark.prove

APP, EVIL = "https://app.example.com", "https://evil.example.com"
WANTED = f"""
[defaults]
origins = ["{APP}"]
denied = ["{EVIL}", "https://app.example.com.evil.example", "null"]
credentials = true

[[endpoint]]
url = "/items"
expose = ["X-Total-Count"]

[[endpoint]]
url = "/items"
method = "PUT"
headers = ["Content-Type: application/json", "X-Api-Key"]
"""
RIGHT = CorsPolicy(
    origins=(APP,),
    methods=("GET", "PUT"),
    headers=("content-type", "x-api-key"),
    credentials=True,
    expose_headers=("X-Total-Count",),
    max_age=600,
)
REGRESSIONS: dict[str, CorsPolicy | None] = {
    "no CORS at all": None,
    "another origin": replace(RIGHT, origins=("https://other.example",)),
    "the page over http": replace(RIGHT, origins=("http://app.example.com",)),
    "the page on another port": replace(RIGHT, origins=(f"{APP}:8443",)),
    "a stranger listed too": replace(RIGHT, origins=(APP, EVIL)),
    "every subdomain": replace(RIGHT, origins=("https://*.example.com",)),
    "anyone, without credentials": replace(RIGHT, origins=("*",), credentials=False),
    "no credentials": replace(RIGHT, credentials=False),
    "PUT not allowed": replace(RIGHT, methods=("GET",)),
    "a header not allowed": replace(RIGHT, headers=("content-type",)),
    "the other header not allowed": replace(RIGHT, headers=("x-api-key",)),
    "a header not exposed": replace(RIGHT, expose_headers=()),
}


def check(port: int, folder: Path) -> tuple[int, str]:
    file = folder / "cors-policy.toml"
    file.write_text(WANTED)
    out = io.StringIO()
    return main([f"http://127.0.0.1:{port}", "--policy", str(file), "--no-probes"], out=out), out.getvalue()


@pytest.mark.parametrize("stack", ["express", "flask", "nginx"])
def test_each_regression_is_caught_and_the_mended_server_passes(stack: str, tmp_path: Path) -> None:
    proof = PROOFS[stack]
    try:
        proof.tools()
    except MissingError as missing:
        require(False, str(missing))
    found = {}
    for number, (name, policy) in enumerate(REGRESSIONS.items()):
        code = None if policy is None else render(stack, policy).code
        with running(proof, tmp_path / str(number), code) as port:
            found[name] = check(port, tmp_path)[0]
    assert found == dict.fromkeys(REGRESSIONS, 1)
    with running(proof, tmp_path / "right", render(stack, RIGHT).code) as port:
        status, text = check(port, tmp_path)
    assert (status, text.splitlines()[-1]) == (0, "All 8 as wanted.")
