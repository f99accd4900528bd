"""The settings of the tests: production's, with what the environment of whoever runs them cannot change."""

import os
import tempfile
from pathlib import Path

for _name in (
    "CHECK_DEADLINE_S",
    "CONTACT",
    "CHECK_EXTRA_PORTS",
    "DENY_LIST_FILE",
    "CHECK_READERS",
    "LAB_ORIGIN",
    "METRICS_TOKEN",
    "REDIS_URL",
    "REPORT_TTL_DAYS",
    "SECURE_SSL_REDIRECT",
    "SITE_ORIGIN",
    "TRUSTED_PROXIES",
):
    os.environ.pop(_name, None)
os.environ.update(
    DEBUG="false",
    SECRET_KEY="only-for-the-tests-" + "abcdefghijklmnopqrstuvwxyz-0123456789",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    HTTPS="false",
    CHECK_ALLOW_PRIVATE_CIDRS="127.0.0.0/8,::1/128",
    CHECK_EXTRA_PORTS="*",
    CHECK_RATE_LIMITS="",
    CHECK_TARGET_RATE_LIMITS="",
    CHECK_REQUEST_RATE_LIMITS="",
    CHECK_CONFIRMED_RATE_LIMITS="",
    CHECK_FRAGMENT_RATE_LIMITS="",
    CHECK_DELETION_RATE_LIMITS="",
    CHECK_MAX_READING_PER_CLIENT="0",
    # A busy machine makes any reading slow; what happens at the deadline is tested with readers that never end.
    CHECK_READ_DEADLINE_S="60",
    CHECK_MAX_RUNNING="0",
    CHECK_MAX_RUNNING_PER_TARGET="0",
    CHECK_MAX_RUNNING_PER_CLIENT="0",
    CHECK_REUSE_S="0",
    CHECK_ROBOTS="false",
)

from corschecker.settings import *  # noqa: E402, F403
from corschecker.settings import DATABASES, STORAGES  # noqa: E402

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A file, since the service's database threads have connections of their own.
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(Path(tempfile.gettempdir()) / f"corschecker-test-{os.getpid()}.sqlite3")
