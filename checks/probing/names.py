"""Which host names may be checked: those of the public DNS (https://www.iana.org/assignments/special-use-domain-names/)."""

from __future__ import annotations

import re
from ipaddress import ip_address

import idna

from checks.refusal import Refusal

MAX_NAME = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
# RFC 6761, RFC 8375 and their registry.
_SPECIAL_USE = frozenset({"alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"})
# Never delegated in the public DNS, because routers and clusters give them out.
_PRIVATE_USE = frozenset({"corp", "domain", "home", "intranet", "lan", "localdomain", "mail", "private"})
_CLUSTERS = frozenset({"cluster", "consul", "docker", "svc", "workgroup"})
NOT_PUBLIC = _SPECIAL_USE | _PRIVATE_USE | _CLUSTERS
# Never asked of any resolver: these belong to other naming systems (RFC 7686, RFC 9476).
NOT_DNS = frozenset({"onion", "alt"})
_LOCAL_SUFFIXES = (".localhost", ".local", ".internal", ".test")


def is_local(host: str) -> bool:
    """Whether a host, as in ALLOWED_HOSTS, can only be reached from this machine or its own network."""
    name = host.strip("[].").lower()
    try:
        return ip_address(name).is_private
    except ValueError:
        return "." not in name or f".{name}".endswith(_LOCAL_SUFFIXES)


def judge_name(name: str, written: str, *, local: bool, loopback: bool) -> None:
    """Raises `Refusal` for a name that is malformed (`invalid_url`) or not of the public DNS (`blocked_host`).

    `name` is in ASCII, lower case, without a trailing dot; `written` is how the URL has it. `local` admits names that
    only the system resolves, `loopback` admits localhost and its subdomains.
    """
    labels = name.split(".")
    if not all(labels):
        raise _malformed(f"The host “{written[:80]}” has an empty part between two dots. Correct its spelling.")
    if len(name) > MAX_NAME or any(len(label) > 63 for label in labels):
        raise _malformed("The host is too long: a name has at most 253 characters, 63 between two dots.")
    if not all(_LABEL.match(label) for label in labels):
        raise _malformed(f"“{written[:80]}” is not a host name. Letters, digits, hyphens and dots make one.")
    for label in labels:
        if label.startswith("xn--") and not _stands_for_a_name(label):
            raise _malformed(f"“{label}” stands for no name. Write the name in its own letters.")
    last = labels[-1]
    if last in NOT_DNS:
        raise _blocked(f"Names under .{last} are not in the DNS and cannot be reached from here.")
    if last == "localhost":
        if loopback:
            return
        raise _blocked(
            "localhost is your own machine, which this service cannot reach. Run the checker on that machine, or check "
            "the server's public address.",
        )
    if local:
        return
    if len(labels) == 1:
        raise _blocked(f"“{name}” is a name of a local network. Give the server's full public name.")
    if last in NOT_PUBLIC or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        raise _blocked(f"Names under .{last} are not public. Give the server's public name.")


def _malformed(detail: str) -> Refusal:
    return Refusal("invalid_url", detail, "url")


def _blocked(detail: str) -> Refusal:
    return Refusal("blocked_host", detail, "url")


def _stands_for_a_name(label: str) -> bool:
    """Whether a label is the Punycode of one that browsers accept (https://www.unicode.org/reports/tr46/#Validity_Criteria)."""
    try:
        name = label.removeprefix("xn--").encode().decode("punycode")
        return not name.isascii() and idna.uts46_remap(name, std3_rules=False) == name
    except UnicodeError:
        return False
