"""Settings from environment variables: typed, and loud on a value that is unsafe or cannot be read.

Every variable can be given as a file instead: `SECRET_KEY_FILE=/run/secrets/key` stands for `SECRET_KEY`.
"""

from __future__ import annotations

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv
from limits import RateLimitItem, parse_many

from checks.probing.addresses import NEVER, plain_network
from checks.probing.names import is_local

Network = IPv4Network | IPv6Network

env = FileAwareEnv(strip_whitespace=True)

_DATABASES = ("postgres", "postgresql", "sqlite")
_REDIS = ("redis", "rediss", "redis+unix", "redis+cluster", "redis+sentinel")
_CONTACT = re.compile(r"mailto:[!-?A-~]+@[!-?A-~]+|https://[!-~]+")


def text(name: str, default: str = "") -> str:
    """The setting's value, or that of the file which stands for it; no error repeats what the file holds."""
    file = os.environ.get(f"{name}_FILE", "")
    try:
        value = str(env.str(name, default)).strip()
    except (OSError, ValueError) as error:
        cause = error.__cause__ or error
        why = cause.strerror if isinstance(cause, OSError) else "it is not UTF-8"
        raise ImproperlyConfigured(f"{name}_FILE: {file} cannot be read: {why}.") from error
    if file and not value:
        raise ImproperlyConfigured(f"{name}_FILE: {file} is empty; write the value of {name} into it.")
    return value


def flag(name: str, default: bool = False) -> bool:
    try:
        return bool(env.bool(name)) if text(name) else default
    except EnvError as error:
        raise ImproperlyConfigured(f"{name}: write true or false.") from error


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number from `least`."""
    value = text(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least):
        raise ImproperlyConfigured(f"{name}: write a whole number, {least} or more.")
    return int(value)


def seconds(name: str, default: float) -> float:
    try:
        value = float(text(name) or default)
    except ValueError:
        value = 0
    if not 0 < value <= 600:
        raise ImproperlyConfigured(f"{name}: write a number of seconds above 0, at most 600.")
    return value


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> tuple[Network, ...]:
    """IP networks. One that holds every address is refused: it would believe, or open, everything."""
    found = []
    for word in words(name):
        try:
            network = ip_network(word)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {word} is no network; write one as 10.1.0.0/16.") from error
        if plain_network(network).prefixlen == 0:
            raise ImproperlyConfigured(f"{name}: {word} holds every address; name the networks that you mean.")
        found.append(network)
    return tuple(found)


def opened_networks(name: str) -> tuple[Network, ...]:
    """Networks that may be checked although they are not public; some are never opened, whatever a setting says."""
    found = networks(name)
    for network in found:
        if any(network.version == never.version and network.subnet_of(never) for never in NEVER):  # type: ignore[arg-type]
            raise ImproperlyConfigured(f"{name}: {network} is never opened; metadata services are there, or multicast.")
    return found


def ports(name: str) -> frozenset[int] | None:
    """Port numbers; None, which is any of them, for `*`."""
    if words(name) == ["*"]:
        return None
    if not all(word.isascii() and word.isdigit() and 0 < int(word) < 65536 for word in words(name)):
        raise ImproperlyConfigured(f"{name}: write port numbers from 1 to 65535 with commas between them, or *.")
    return frozenset(map(int, words(name)))


def rates(name: str, default: str, *, least: int = 1) -> tuple[RateLimitItem, ...]:
    """Limits such as `3/15seconds,20/minute`, each of at least so many; set but empty means none."""
    limits: list[RateLimitItem] = []
    for word in words(name, default):
        try:
            limits += parse_many(word)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {word} is no limit; write one as 20/minute.") from error
    if any(limit.amount < least for limit in limits):
        raise ImproperlyConfigured(f"{name}: a check counts as up to {least}; let each limit allow as many.")
    return tuple(limits)


def origin(name: str) -> str:
    """`http(s)://host[:port]`, or an empty text."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or f"{parts.scheme}://{parts.netloc}" != value):
        raise ImproperlyConfigured(f"{name}: write http(s)://host[:port] and nothing after it.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of the database at a URL, which no error repeats: a password is in it."""
    value = text(name) or default
    if value.partition("://")[0] not in _DATABASES:
        raise ImproperlyConfigured(f"{name}: write postgres://user:password@host/database, or sqlite:////path/of/file.")
    try:
        found: Any = dj_database_url.parse(value, conn_max_age=None, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}: it cannot be read. Percent-encode the password, and check the port."
        ) from error
    return found  # type: ignore[no-any-return]


def redis(name: str) -> str:
    """The URL of a Redis, or an empty text."""
    value = text(name)
    if value and value.partition("://")[0] not in _REDIS:
        raise ImproperlyConfigured(f"{name}: write redis://host:6379/0, or rediss:// for TLS.")
    return value


def contact(name: str) -> str:
    """`mailto:…` or `https://…`, or an empty text."""
    value = text(name)
    if value and not _CONTACT.fullmatch(value):
        raise ImproperlyConfigured(f"{name}: write mailto:abuse@example.org, or the https:// address of a page.")
    return value


def path(name: str) -> str:
    """The path of a file, or an empty text."""
    return os.environ.get(name, "").strip()


def token(name: str) -> str:
    """A secret that is sent as it is: 20 characters or more that a header may hold, or an empty text."""
    value = text(name)
    if value and (len(value) < 20 or not value.isascii() or not value.isprintable() or " " in value):
        raise ImproperlyConfigured(f"{name}: use at least 20 random letters and digits.")
    return value


def secret_key(*, development: bool) -> str:
    key = text("SECRET_KEY")
    if development:
        return key or "development-only-and-the-same-for-every-worker"
    if not key:
        raise ImproperlyConfigured("SECRET_KEY: set it to at least 50 random characters, or SECRET_KEY_FILE to a file.")
    if len(key) < 50 or len(set(key)) < 8 or key.startswith(("development-", "django-insecure-")):
        raise ImproperlyConfigured("SECRET_KEY: too easy to guess; use at least 50 random characters.")
    return key


def allowed_hosts(*, development: bool) -> list[str]:
    hosts = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if development else "")
    if not hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS: set it to the host names that the site is reached by.")
    if "*" in hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS: * would let anyone choose the host of our links; name the hosts.")
    public = [host for host in hosts if not is_local(host)]
    if development and public:
        raise ImproperlyConfigured(f"DEBUG: unset it to serve {public[0]}; it is for this machine alone.")
    return hosts
