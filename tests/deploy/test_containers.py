"""The Containerfile and the compose file: what an image would hold is laid out, built and run as the user it names."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from tests.deploy.documented import DEPLOY, ROOT, environment, manage, names_of_settings
from tests.fixes.needs import require
from tests.ports import free_port
from tests.tools.servers import postgresql, program, redis

pytestmark = pytest.mark.prove

PINNED = re.compile(r"docker\.io/library/[a-z]+:\d+\.\d+(\.\d+)?-(slim-)?bookworm")
SITE = ("migrate", "web", "purge")
# A process whose whole disk is read-only but for one folder, as a user without a name and without any capability.
READ_ONLY = """
set -eu
mount -t tmpfs tmpfs "$1"
mount -o remount,bind,ro "$(stat --format %m "$2")"
if touch "$2/written" 2>/dev/null; then echo "the disk can be written to" >&2; exit 9; fi
cd "$2"
shift 2
exec unshare --user --map-user=10001 --map-group=10001 setpriv --no-new-privs "$@"
"""


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def arguments(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the image: what is copied, then what is run, but for the packages, which these tests have."""
    folder = tmp_path_factory.mktemp("image")
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    for copied in arguments("COPY"):
        *sources, target = copied.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, folder / target)
    installing, *others = arguments("RUN")
    assert installing.endswith("install --no-cache-dir --disable-pip-version-check -r requirements.txt")
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for command in others:
        subprocess.run(["sh", "-ec", command], cwd=folder, env=environ, check=True, capture_output=True, timeout=120)
    return folder


def test_the_static_files_are_collected_when_the_image_is_built(image: Path) -> None:
    manifest = json.loads((image / "staticfiles/staticfiles.json").read_text())
    assert manifest["paths"]
    assert all((image / "staticfiles" / name).exists() for name in manifest["paths"].values())


def test_the_image_is_pinned_and_runs_as_a_user_with_a_number() -> None:
    assert [PINNED.fullmatch(name) is not None for name in arguments("FROM")] == [True]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", arguments("USER")[0])
    assert [name for name, _ in instructions()][-1] == "CMD"


def test_the_image_serves_from_a_disk_that_cannot_be_written_to(image: Path, tmp_path: Path) -> None:
    missing = [name for name in ("initdb", "redis-server", "unshare", "setpriv") if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")
    require(os.geteuid() == 0, "only root can make a disk read-only")
    port = free_port()
    (started,) = arguments("CMD")
    command = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in json.loads(started)]
    writable = tmp_path / "tmp"
    writable.mkdir()
    with postgresql() as database, redis() as counts:
        environ = {**environment(tmp_path, database, counts), "TMPDIR": str(writable), "PYTHONDONTWRITEBYTECODE": "1"}
        manage(environ, "migrate")
        words = ["unshare", "--mount", "sh", "-c", READ_ONLY, "sh", str(writable), str(image), *command]
        with (tmp_path / "log").open("wb") as log, subprocess.Popen(words, env=environ, stderr=log) as process:
            try:
                assert ready(port, process), (tmp_path / "log").read_text()
                status = Path(f"/proc/{process.pid}/status").read_text()
            finally:
                process.terminate()
    for line in (r"CapEff:\s0+", r"NoNewPrivs:\s1"):
        assert re.search(f"^{line}$", status, re.MULTILINE)
    assert "Traceback" not in (tmp_path / "log").read_text()


def ready(port: int, process: subprocess.Popen[bytes]) -> bool:
    for _ in range(100):
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                return answer.status == 200  # type: ignore[no-any-return]
        except OSError:
            if process.poll() is not None:
                return False
            time.sleep(0.2)
    return False


def test_an_image_is_built() -> None:
    builder = shutil.which("podman") or shutil.which("buildah")
    (base,) = arguments("FROM")
    if not builder or subprocess.run([builder, "inspect", "--type", "image", base], capture_output=True).returncode:
        pytest.skip("docs/deploy/Containerfile is not built here: there is no podman with its base image")
    words = [builder, "build", "--pull=never", "-f", str(DEPLOY / "Containerfile"), str(ROOT)]
    subprocess.run(words, check=True, timeout=900)


def test_every_variable_of_the_compose_file_is_a_setting() -> None:
    for name in SITE:
        assert set(compose()["services"][name]["environment"]) <= names_of_settings()


def test_every_image_of_the_compose_file_is_pinned_or_built_here() -> None:
    for name, service in compose()["services"].items():
        if name in SITE:
            assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
            assert (ROOT / service["build"]["dockerfile"]).exists()
        else:
            assert PINNED.fullmatch(service["image"])


def test_whatever_the_compose_file_refers_to_is_there() -> None:
    found = compose()
    services = found["services"]
    assert set(services) == {*SITE, "db", "redis"}
    for service in services.values():
        assert set(service["networks"]) <= set(found["networks"])
        assert set(service.get("secrets", ())) <= set(found["secrets"])
        assert set(service.get("depends_on", ())) <= set(services)
        named = [
            str(value) for value in service.get("environment", {}).values() if str(value).startswith("/run/secrets/")
        ]
        assert {Path(value).name for value in named} == set(service.get("secrets", ()))
    assert services["web"]["environment"]["REDIS_URL"] == "redis://redis:6379/0"
    gateway = found["networks"]["outside"]["ipam"]["config"][0]["gateway"]
    assert services["web"]["environment"]["TRUSTED_PROXIES"] == f"{gateway}/32"


def test_the_commands_of_the_compose_file_are_there(image: Path) -> None:
    for name in SITE:
        command = compose()["services"][name].get("command")
        if command:
            environ = {"PATH": os.environ["PATH"], "DEBUG": "true", "DATABASE_URL": "sqlite://:memory:"}
            words = [*command[:3], "--help"]
            done = subprocess.run(words, cwd=image, env=environ, capture_output=True, text=True, timeout=60)
            assert (done.returncode, shlex.join(command[2:3]) in done.stdout) == (0, True)


def test_the_database_of_the_compose_file_logs_no_report() -> None:
    assert "log_min_error_statement=panic" in compose()["services"]["db"]["command"]


def test_the_site_of_the_compose_file_may_do_as_little_as_it_needs() -> None:
    for name in SITE:
        service = compose()["services"][name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
    networks = compose()["networks"]
    assert networks["inside"]["internal"]
    bridge = networks["outside"]["driver_opts"]["com.docker.network.bridge.name"]
    rules = (DEPLOY / "egress.nft").read_text()
    assert f'iifname "{bridge}" oifname != "{bridge}" goto egress' in rules
    assert f'iifname "{bridge}" goto egress' in rules
