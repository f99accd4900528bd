"""The documented units, as systemd reads them: they start what is there, and leave it nothing that it does not need."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.documented import CODE, DEPLOY, HOST, ROOT, UNITS, unit
from tests.fixes.needs import require
from tests.tools.site import GUNICORN

# How exposed a service may be, of 10. What is left of it is the network and Unix sockets, the host's root folder and
# limits of its own processes, and of the firewall that root loads it.
EXPOSURE = {"corschecker-web@1.service": 1.2, "corschecker-purge.service": 1.2, "egress-corschecker.service": 1.4}
SANDBOX = "corschecker-.service.d/sandbox.conf"


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The root of a machine with the units, and with this code where they look for it."""
    require(shutil.which("systemd-analyze"), "systemd-analyze is not installed here, so that no unit is verified")
    folder = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_text(file.read_text().replace(CODE, str(_code(tmp_path))))
    return tmp_path


def _code(root: Path) -> Path:
    """A folder with a `.venv/bin` of the programs that run these tests."""
    programs = root / "code/.venv/bin"
    if not programs.exists():
        programs.parent.mkdir(parents=True)
        programs.symlink_to(Path(GUNICORN[0]).parent)
    return root / "code"


def analyze(*words: str, root: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{root}/etc/systemd/system:"}
    return subprocess.run(["systemd-analyze", *words], env=environ, capture_output=True, text=True, timeout=60)


def test_systemd_finds_no_fault_in_any_unit(installed: Path) -> None:
    for file in sorted((installed / "etc/systemd/system").glob("*.*")):
        if file.is_file():
            done = analyze("verify", "--man=no", str(file).replace("@.", "@1."), root=installed)
            about_ours = [line for line in done.stderr.splitlines() if "corschecker" in line]
            assert (file.name, done.returncode, about_ours) == (file.name, 0, [])


def test_systemd_would_find_a_fault(installed: Path) -> None:
    file = installed / "etc/systemd/system/corschecker-purge.service"
    file.write_text(file.read_text().replace("Type=oneshot", "Type=once"))
    assert "once" in analyze("verify", "--man=no", str(file), root=installed).stderr


@pytest.mark.parametrize(("service", "most"), EXPOSURE.items())
def test_a_service_is_hardly_exposed(installed: Path, service: str, most: float) -> None:
    words = ("security", "--offline=yes", f"--root={installed}", f"--threshold={most * 10:.0f}", service)
    done = analyze(*words, root=installed)
    assert done.returncode == 0, done.stdout[-400:]


def test_each_service_starts_what_the_project_has() -> None:
    for name in ("corschecker-web@.service", "corschecker-purge.service"):
        program, *words = unit(name)["Service"]["ExecStart"].split()
        assert program in (f"{CODE}/.venv/bin/gunicorn", f"{CODE}/.venv/bin/python")
        if program.endswith("python"):
            assert (ROOT / words[0]).exists()
            assert (ROOT / f"checks/management/commands/{words[1]}.py").exists()
    assert unit("corschecker-web@.service")["Service"]["ExecStart"].endswith(" corschecker.asgi:application")
    assert "gunicorn corschecker.asgi:application" in (ROOT / "Procfile").read_text()


def test_a_service_has_the_time_that_its_checks_need_to_end() -> None:
    words = [*GUNICORN, "--check-config", "--print-config"]
    environ = {"SECRET_KEY": "k3Jf9sLq0PzX7vBn2Mw5Ty8Ru1Ei4Oa6Dg" * 2, "ALLOWED_HOSTS": HOST}
    done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    grace = re.search(r"^graceful_timeout += (\d+)$", done.stdout, re.MULTILINE)
    assert grace, done.stderr
    assert int(unit("corschecker-web@.service")["Service"]["TimeoutStopSec"]) > 2 * int(grace[1])


def test_nginx_asks_where_systemd_listens() -> None:
    address = unit("corschecker-web.socket")["Socket"]["ListenStream"]
    assert re.findall(r"^ *server ([\d.:]+)", (DEPLOY / "nginx.conf").read_text(), re.MULTILINE) == [address] * 2


def test_the_service_and_its_firewall_mean_the_same_user_and_file() -> None:
    user = unit(SANDBOX)["Service"]["User"]
    assert f'meta skuid "{user}" goto egress' in (DEPLOY / "egress.nft").read_text()
    web = unit("corschecker-web@.service")["Unit"]
    firewall = "egress-corschecker.service"
    assert firewall in web["Requires"].split()
    assert firewall in web["After"].split()
    assert unit(firewall)["Service"]["ExecStart"] == "/usr/sbin/nft -f /etc/nftables.d/corschecker.nft"
