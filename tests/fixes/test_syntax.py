"""What no server here can run is at least read by its language: the expected outputs of the stacks that are not run."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from checks.fixes import STACKS
from tests.fixes import needs
from tests.fixes.expected import EXPECTED
from tests.fixes.proofs import PROOFS

YAML = ["ruby", "-ryaml", "-e", "YAML.load_file(ARGV[0])"]
READERS = {
    "aws-api-gateway": YAML,
    "create-react-app": ["node", "--check"],
    "envoy": YAML,
    "laravel": ["php", "-l"],
    "netlify": ["node", "--check"],
    "spring-boot": ["java", str(Path(__file__).with_name("ReadJava.java"))],
    "traefik": YAML,
    "vercel": ["node", "--check"],
}
# Debian has no reader for today's C#, and Rust's wants the libraries too.
UNREAD = {"aspnet-core", "axum"}
# workerd and cargo read these as they start, and Apache an .htaccess only while it answers.
READ_ELSEWHERE = {"cloudflare-workers", "hyper", "apache-htaccess"}


def test_every_stack_that_is_not_run_has_a_reader_or_none_exists() -> None:
    assert {stack.id for stack in STACKS.values() if stack.not_run} == {*READERS, *UNREAD, "aws-s3"}


def test_every_proof_checks_the_syntax_of_what_was_pasted() -> None:
    unchecked = {proof.id for proof in PROOFS.values() if not proof.syntax and not proof.prepare}
    assert unchecked == READ_ELSEWHERE


@pytest.mark.parametrize("path", sorted((EXPECTED / "aws-s3").iterdir()), ids=lambda path: path.name)
def test_an_s3_configuration_is_a_list_with_one_rule_in_json(path: Path) -> None:
    (rule,) = json.loads(path.read_text())
    assert set(rule) == {"AllowedOrigins", "AllowedMethods", "AllowedHeaders", "ExposeHeaders", "MaxAgeSeconds"}


@pytest.mark.prove
@pytest.mark.parametrize("stack", READERS)
def test_a_configuration_that_is_not_run_is_read_by_its_language(stack: str, tmp_path: Path) -> None:
    name, *arguments = READERS[stack]
    program = shutil.which(name, path=needs.PATH)
    needs.require(program, f"{name} is not installed here, so {stack} was not read")
    for path in sorted((EXPECTED / stack).iterdir()):
        # Node takes a file with `export` for what it is by this suffix.
        module = "export " in path.read_text() and path.suffix == ".js"
        copy = shutil.copy(path, tmp_path / f"{path.stem}{'.mjs' if module else path.suffix}")
        result = subprocess.run([str(program), *arguments, str(copy)], capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result.stderr
