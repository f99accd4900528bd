"""The operator's command: manage.py with the settings and as the user of the service."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.deploy.documented import DEPLOY, variables
from tests.fixes.needs import require

TELL = """#!/bin/sh
echo "$(id -u) $(id -G) $ALLOWED_HOSTS $*"
"""


@pytest.fixture
def machine() -> Iterator[Path]:
    """A folder that any user may read, with the command, its settings, and a release whose Python tells who asks it."""
    require(os.geteuid() == 0, "only root becomes another user")
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "environment").write_text((DEPLOY / "environment").read_text())
        (folder / "release/.venv/bin").mkdir(parents=True)
        (folder / "release/.venv/bin/python").write_text(TELL)
        (folder / "release/.venv/bin/python").chmod(0o755)
        text = (DEPLOY / "manage").read_text().replace("/etc/corschecker", name)
        text = text.replace("reuid=corschecker", "reuid=nobody").replace("regid=corschecker", "regid=nogroup")
        (folder / "manage").write_text(text)
        yield folder


def test_it_runs_as_the_service_with_its_settings_in_the_release_that_is_named(machine: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "RELEASE": str(machine / "release")}
    command = ["sh", str(machine / "manage"), "migrate", "--check"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    user = pwd.getpwnam("nobody")
    host = variables()["ALLOWED_HOSTS"]
    assert done.stdout.split() == [str(user.pw_uid), str(user.pw_gid), host, "manage.py", "migrate", "--check"]
