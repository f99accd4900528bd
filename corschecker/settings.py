"""The project's settings. Every one comes from the environment; production refuses to start on an unsafe value.

`DEBUG=true`, which `make serve` sets, chooses development: known hosts, cookies over plain http, static files read
anew. Django's own DEBUG stays off, since its pages would show a traceback where a person needs a sentence;
tracebacks go to the terminal.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from checks.resources import folder
from corschecker import environment as environ

BASE_DIR = Path(__file__).resolve().parent.parent

DEVELOPMENT = environ.flag("DEBUG")
DEBUG = False
SECRET_KEY = environ.secret_key(development=DEVELOPMENT)
ALLOWED_HOSTS = environ.allowed_hosts(development=DEVELOPMENT)
TRUSTED_PROXIES = environ.networks("TRUSTED_PROXIES")
HTTPS = environ.flag("HTTPS", not DEVELOPMENT)

# What may be checked, and how much of it.
CHECK_ALLOW_PRIVATE_CIDRS = environ.opened_networks("CHECK_ALLOW_PRIVATE_CIDRS")
CHECK_EXTRA_PORTS = environ.ports("CHECK_EXTRA_PORTS")
CHECK_DEADLINE_S = environ.seconds("CHECK_DEADLINE_S", 15)
CHECK_RATE_LIMITS = environ.rates("CHECK_RATE_LIMITS", "" if DEVELOPMENT else "3/15seconds,20/minute,120/hour,500/day")
CHECK_TARGET_RATE_LIMITS = environ.rates("CHECK_TARGET_RATE_LIMITS", "" if DEVELOPMENT else "10/minute,60/hour")
CHECK_REQUEST_RATE_LIMITS = environ.rates("CHECK_REQUEST_RATE_LIMITS", "" if DEVELOPMENT else "1200/minute", least=24)
CHECK_CONFIRMED_RATE_LIMITS = environ.rates("CHECK_CONFIRMED_RATE_LIMITS", "" if DEVELOPMENT else "20/hour")
CHECK_MAX_RUNNING = environ.number("CHECK_MAX_RUNNING", 0 if DEVELOPMENT else 20)
CHECK_MAX_RUNNING_PER_TARGET = environ.number("CHECK_MAX_RUNNING_PER_TARGET", 0 if DEVELOPMENT else 4)
CHECK_MAX_RUNNING_PER_CLIENT = environ.number("CHECK_MAX_RUNNING_PER_CLIENT", 0 if DEVELOPMENT else 2)
CHECK_FRAGMENT_RATE_LIMITS = environ.rates(
    "CHECK_FRAGMENT_RATE_LIMITS", "" if DEVELOPMENT else "40/10seconds,150/minute,2000/hour"
)
CHECK_DELETION_RATE_LIMITS = environ.rates("CHECK_DELETION_RATE_LIMITS", "" if DEVELOPMENT else "5/minute,20/hour")
CHECK_MAX_READING_PER_CLIENT = environ.number("CHECK_MAX_READING_PER_CLIENT", 0 if DEVELOPMENT else 4)
CHECK_READERS = environ.number("CHECK_READERS", 2, least=1)
CHECK_READ_DEADLINE_S = environ.seconds("CHECK_READ_DEADLINE_S", 5)
CHECK_ROBOTS = environ.flag("CHECK_ROBOTS", default=not DEVELOPMENT)
CHECK_REUSE_S = environ.number("CHECK_REUSE_S", 0 if DEVELOPMENT else 60)
REDIS_URL = environ.redis("REDIS_URL")
METRICS_TOKEN = environ.token("METRICS_TOKEN")
# What the app is handed of this project: what counts its checks, and what its readers load.
CHECK_METRICS = "corschecker.measuring.metrics"
CHECK_READERS_LOAD = ("corschecker.loaded",)
DENY_LIST_FILE = environ.path("DENY_LIST_FILE")

# How long a client may keep us waiting, and with how many connections.
REQUEST_HEAD_S = environ.seconds("REQUEST_HEAD_S", 10)
REQUEST_BODY_S = environ.seconds("REQUEST_BODY_S", 30)
RESPONSE_S = environ.seconds("RESPONSE_S", 60)
CONNECTIONS_PER_CLIENT = environ.number("CONNECTIONS_PER_CLIENT", 0 if DEVELOPMENT else 100)

# How long a process that is told to stop serves on, and says that it is not ready.
DRAIN_S = environ.number("DRAIN_S", 0 if DEVELOPMENT else 10)

SITE_ORIGIN = environ.origin("SITE_ORIGIN")
LAB_ORIGIN = environ.origin("LAB_ORIGIN")
CONTACT = environ.contact("CONTACT")
REPORT_TTL_DAYS = environ.number("REPORT_TTL_DAYS", 30)

INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "checks"]
MIDDLEWARE = [
    "corschecker.middleware.SecurityHeaders",
    "corschecker.middleware.ContentSecurityPolicy",
    "corschecker.middleware.Common",
    "corschecker.middleware.Htmx",
    "corschecker.middleware.Themed",
    "corschecker.middleware.BodyTooLarge",
    "corschecker.middleware.LongForms",
    "corschecker.middleware.Csrf",
]
# These look for Django's own names: `corschecker.middleware` derives from two of them, and sends X-Frame-Options.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]
ROOT_URLCONF = "corschecker.urls"
ASGI_APPLICATION = "corschecker.asgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder("templates")],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "corschecker.context_processors.site",
            ],
        },
    }
]

DATABASES = {"default": environ.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'corschecker.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 10,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
    }
else:
    # A connection that something on the way has dropped is given up, and a new one made, within seconds.
    for _option, _value in {"connect_timeout": 3, "tcp_user_timeout": 2000, "keepalives_idle": 30}.items():
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault(_option, _value)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [folder("static")]
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEVELOPMENT
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}

# Security headers and cookies of our own site.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = environ.flag("SECURE_SSL_REDIRECT")
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "corschecker.errors.csrf_failure"
# The bounds of bodies are in `corschecker.bodies`. Nothing that is pasted is put on the disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

LOGGING_CONFIG = "logging.config.dictConfig" if DEVELOPMENT else "corschecker.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "corschecker.logs.JsonLines"},
    },
    "filters": {"faults": {"()": "corschecker.logs.Faults"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line" if DEVELOPMENT else "json"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Every refused address or path that someone mistyped would be a line.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "filters": ["faults"], "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
        "httpx": {"level": "WARNING"},
    },
}
