"""Settings: production does not start on an unsafe value, and says which and why."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from corschecker import environment

ROOT = Path(__file__).resolve().parents[2]
KEY = "k3Jf9sLq0PzX7vBn2Mw5Ty8Ru1Ei4Oa6Dg"
SAFE = {"SECRET_KEY": KEY + KEY, "ALLOWED_HOSTS": "cors.example.org"}


def start(variables: dict[str, str], code: str = "") -> subprocess.CompletedProcess[str]:
    """Imports the settings in a process with only these variables."""
    environ = {"PATH": os.environ["PATH"], **variables}
    program = f"import corschecker.settings as s\n{code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True)


def test_production_starts_with_a_key_and_hosts_and_is_strict() -> None:
    cookies = start(SAFE, "print(s.DEBUG, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)")
    assert (cookies.stdout, cookies.returncode) == ("False __Host-csrftoken True 31536000\n", 0)
    limits = start(SAFE, "print(len(s.CHECK_RATE_LIMITS), s.CHECK_ALLOW_PRIVATE_CIDRS, s.CHECK_EXTRA_PORTS)")
    assert limits.stdout == "4 () frozenset()\n"


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"ALLOWED_HOSTS": "cors.example.org"}, "SECRET_KEY"),
        ({**SAFE, "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**SAFE, "SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY + KEY}, "ALLOWED_HOSTS"),
        ({**SAFE, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({**SAFE, "DEBUG": "true"}, "DEBUG"),
        ({**SAFE, "CHECK_ALLOW_PRIVATE_CIDRS": "0.0.0.0/0"}, "CHECK_ALLOW_PRIVATE_CIDRS"),
        ({**SAFE, "CHECK_ALLOW_PRIVATE_CIDRS": "169.254.169.254/32"}, "CHECK_ALLOW_PRIVATE_CIDRS"),
        ({**SAFE, "CHECK_ALLOW_PRIVATE_CIDRS": "inner"}, "CHECK_ALLOW_PRIVATE_CIDRS"),
        ({**SAFE, "CHECK_EXTRA_PORTS": "99999"}, "CHECK_EXTRA_PORTS"),
        ({**SAFE, "CHECK_RATE_LIMITS": "many"}, "CHECK_RATE_LIMITS"),
        ({**SAFE, "CHECK_REQUEST_RATE_LIMITS": "20/second"}, "CHECK_REQUEST_RATE_LIMITS"),
        ({**SAFE, "CHECK_DEADLINE_S": "0"}, "CHECK_DEADLINE_S"),
        ({**SAFE, "CHECK_DEADLINE_S": "nan"}, "CHECK_DEADLINE_S"),
        ({**SAFE, "CHECK_DEADLINE_S": "15s"}, "CHECK_DEADLINE_S"),
        ({**SAFE, "DEBUG": "maybe"}, "DEBUG"),
        ({**SAFE, "REPORT_TTL_DAYS": "-1"}, "REPORT_TTL_DAYS"),
        ({**SAFE, "REPORT_TTL_DAYS": "a month"}, "REPORT_TTL_DAYS"),
        ({**SAFE, "DATABASE_URL": "db.example.org"}, "DATABASE_URL"),
        ({**SAFE, "DATABASE_URL": "oracle://u:p@db.example.org/x"}, "DATABASE_URL"),
        ({**SAFE, "DATABASE_URL": "postgres://u:p@db.example.org:port/x"}, "DATABASE_URL"),
        ({**SAFE, "DATABASE_URL": "postgres://u:p[@db.example.org/x"}, "DATABASE_URL"),
        ({**SAFE, "DRAIN_S": "ten"}, "DRAIN_S"),
        ({**SAFE, "REDIS_URL": "cache.example.org:6379"}, "REDIS_URL"),
        ({**SAFE, "CONTACT": "javascript:alert(1)"}, "CONTACT"),
        ({**SAFE, "CONTACT": "mailto:a@example.org\nExpires: never"}, "CONTACT"),
        ({**SAFE, "LAB_ORIGIN": "lab.example.org"}, "LAB_ORIGIN"),
        ({**SAFE, "TRUSTED_PROXIES": "10.0.0.1/8"}, "TRUSTED_PROXIES"),
        ({**SAFE, "TRUSTED_PROXIES": "::ffff:0:0/96"}, "TRUSTED_PROXIES"),
    ],
)
def test_an_unsafe_or_unreadable_value_stops_the_start_by_name(variables: dict[str, str], name: str) -> None:
    failed = start(variables)
    assert failed.returncode != 0
    assert failed.stderr.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name}: ")


@pytest.mark.parametrize("command", ["purge_reports", "migrate", "check"])
def test_a_command_that_lacks_a_setting_says_so_in_one_sentence(command: str) -> None:
    environ = {"PATH": os.environ["PATH"]}
    failed = subprocess.run(
        [sys.executable, "manage.py", command], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    sentence = "SECRET_KEY: set it to at least 50 random characters, or SECRET_KEY_FILE to a file.\n"
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", sentence)


def test_development_needs_nothing_and_opens_nothing_by_itself() -> None:
    shown = start({"DEBUG": "true"}, "print(s.ALLOWED_HOSTS, s.CHECK_ALLOW_PRIVATE_CIDRS, s.CSRF_COOKIE_SECURE)")
    assert shown.stdout == "['127.0.0.1', 'localhost', '[::1]'] () False\n"


@pytest.mark.parametrize(("variables", "seconds"), [(SAFE, 10), ({"DEBUG": "true"}, 0)])
def test_only_production_serves_on_when_it_is_told_to_stop(variables: dict[str, str], seconds: int) -> None:
    code = "import corschecker.serving as g; print(s.DRAIN_S, g.graceful_timeout)"
    assert start(variables, code).stdout == f"{seconds} {seconds + 30}\n"


def test_secrets_can_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}{KEY}\n")
    (tmp_path / "database").write_text("postgres://u:p@db.example.org/checks\n")
    variables = {
        "ALLOWED_HOSTS": "cors.example.org",
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "DATABASE_URL_FILE": str(tmp_path / "database"),
    }
    shown = start(variables, "print(s.SECRET_KEY, s.DATABASES['default']['HOST'])")
    assert shown.stdout == f"{KEY}{KEY} db.example.org\n"


def test_the_evaluate_command_needs_no_settings() -> None:
    environ = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate"], input="", cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert (done.stdout, done.returncode) == ("", 0)


def test_networks_ports_and_limits_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "10.1.0.0/16, ::1/128")
    monkeypatch.setenv("B", "8001,9000")
    monkeypatch.setenv("C", "*")
    monkeypatch.setenv("D", "3/15seconds,20/minute")
    monkeypatch.setenv("E", "")
    assert environment.networks("A") == (ip_network("10.1.0.0/16"), ip_network("::1/128"))
    assert (environment.ports("B"), environment.ports("C"), environment.ports("E")) == ({8001, 9000}, None, set())
    assert [(item.amount, item.get_expiry()) for item in environment.rates("D", "")] == [(3, 15), (20, 60)]
    assert environment.rates("E", "1/minute") == ()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("10.0.0.8", True),
        ("web", True),
        ("cors.test", True),
        ("cors.example.org", False),
        (".example.org", False),
        ("93.184.216.34", False),
    ],
)
def test_a_host_is_local_when_only_its_own_network_reaches_it(host: str, local: bool) -> None:
    assert environment.is_local(host) is local


def test_the_readme_has_every_setting_and_no_other() -> None:
    table = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    source = (ROOT / "corschecker" / "settings.py").read_text()
    read = set(re.findall(r"environ\.\w+\(\s*\"([A-Z_]+)\"", source)) | {"SECRET_KEY", "ALLOWED_HOSTS"}
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == read


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read: No such file or directory."),
        ("folder", "cannot be read: Is a directory."),
        (b"", "is empty; write the value of {name} into it."),
        (b" \n", "is empty; write the value of {name} into it."),
        (b"\xff\xfe" + KEY.encode(), "cannot be read: it is not UTF-8."),
    ],
)
@pytest.mark.parametrize("name", ["SECRET_KEY", "REDIS_URL", "DEBUG"])
def test_a_file_that_holds_no_value_is_told_in_one_sentence_by_every_command(
    tmp_path: Path, name: str, content: bytes | str | None, why: str
) -> None:
    path = tmp_path / "value"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    environ = {"PATH": os.environ["PATH"], **SAFE, f"{name}_FILE": str(path)}
    commands = (["manage.py", "check"], ["-m", "gunicorn", "corschecker.asgi:application", "--bind", "127.0.0.1:1"])
    for command in commands:
        failed = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
        )
        sentence = f"{name}_FILE: {path} {why.format(name=name)}\n"
        assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", sentence)


def test_a_server_on_this_machine_that_lacks_a_setting_says_so_in_one_sentence(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "none")}
    command = [sys.executable, "-m", "checks.terminal.main", "serve", "--port", "1"]
    failed = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    sentence = f"SECRET_KEY_FILE: {tmp_path / 'none'} cannot be read: No such file or directory.\n"
    assert (failed.returncode, failed.stdout, failed.stderr) == (2, "", sentence)


def test_a_site_without_its_static_files_says_so_in_one_sentence(tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], **SAFE}
    (tmp_path / "settings_elsewhere.py").write_text(
        f"from corschecker.settings import *\nSTATIC_ROOT = {str(tmp_path / 'none')!r}\n"
    )
    environ |= {"DJANGO_SETTINGS_MODULE": "settings_elsewhere", "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    server = [sys.executable, "-m", "gunicorn", "corschecker.asgi:application", "--bind", "127.0.0.1:1"]
    failed = subprocess.run(server, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    sentence = (
        "The site cannot start. The static files are not collected: run manage.py collectstatic --no-input first.\n"
    )
    assert (failed.returncode, failed.stdout, failed.stderr) == (3, "", sentence)


def test_an_origin_setting_has_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "https://lab.example.org/lab")
    with pytest.raises(ImproperlyConfigured):
        environment.origin("A")
    monkeypatch.setenv("A", "https://lab.example.org/")
    assert environment.origin("A") == "https://lab.example.org"
