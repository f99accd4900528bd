"""Hosts and clients that the operator shuts out, from a file that is read again whenever it changes.

Whatever becomes of the file, what was read last stays in force, in all processes of a server: a slip of the operator's
must not open the door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from checks.admission.deny_entries import Entries, parse
from checks.admission.shared_text import SharedText
from checks.probing.addresses import IPAddress, IPNetwork, plain_address
from checks.refusal import Refusal

WATCH_EVERY_S = 1.0
_logger = logging.getLogger(__name__)


class DenyList:
    """The entries of a file; none without one. `path` empty means that there is none.

    Raises ImproperlyConfigured where the file cannot be read. Where it cannot be later, the entries are those that were
    read last by any of the processes that are forked from the one that made the list.
    """

    def __init__(self, path: str = "") -> None:
        self._path = path
        self._text, self._entries, self._version = "", Entries(), _NO_VERSION
        self._fault = ""
        if path:
            self._last_read = SharedText()
            self._version, self._text = _read(path)
            self._entries = _entries(path, self._text)
            self._last_read.write(self._text)

    def admit_client(self, client: str) -> None:
        """Raises Refusal where the client's address is shut out."""
        address = plain_address(client)
        if address is not None and _within(address, self._current().clients):
            raise Refusal("forbidden", "The operator of this service accepts no checks from your network.")

    def admit_host(self, host: str) -> None:
        """Raises Refusal where the host, or one above it, is shut out; `host` is a name in ASCII or an address."""
        hosts = self._current().hosts
        labels = host.split(".")
        if any(".".join(labels[index:]) in hosts for index in range(len(labels))):
            raise _shut_out()

    def admit_addresses(self, addresses: Sequence[IPAddress]) -> None:
        """Raises Refusal where an address that the host leads to is shut out."""
        targets = self._current().targets
        if any(_within(address, targets) for address in addresses):
            raise _shut_out()

    async def watch(self, every_s: float = WATCH_EVERY_S) -> None:
        """Reads the file soon after each change, whether or not there is a check, and tells the log what holds."""
        if not self._path:
            return
        self._tell()
        while True:
            self._refresh()
            await asyncio.sleep(every_s)

    def _current(self) -> Entries:
        if self._path:
            self._refresh()
        return self._entries

    def _refresh(self) -> None:
        """Reads the file where it has changed."""
        if self._version == _version(self._path) != _NO_VERSION:
            return
        version, fault = _NO_VERSION, ""
        with self._last_read.alone():
            try:
                version, text = _read(self._path)
                entries = _entries(self._path, text)
                self._last_read.write(text)
            except ImproperlyConfigured as error:
                fault, text = str(error), self._last_read.read()
                entries = self._entries if text == self._text else _entries(self._path, text)
        self._version, self._text, self._entries = version, text, entries
        if not fault or fault != self._fault:
            self._fault = fault
            self._tell()

    def _tell(self) -> None:
        if self._fault:
            _logger.error("%s The last list that was read stays in force: %s.", self._fault, self._entries)
        else:
            _logger.info("DENY_LIST_FILE is read, and in force: %s.", self._entries)


@cache
def default() -> DenyList:
    """The list of this process, from its settings; raises ImproperlyConfigured where it cannot be read."""
    return DenyList(settings.DENY_LIST_FILE)


# Which file was read, and in which state.
Version = tuple[int, ...]
_NO_VERSION: Version = ()


def _version(path: str) -> Version:
    try:
        stat = Path(path).stat()
    except OSError:
        return _NO_VERSION
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _read(path: str) -> tuple[Version, str]:
    """The file's text, and which version of it is read at least."""
    version = _version(path)
    try:
        return version, Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise ImproperlyConfigured(f"DENY_LIST_FILE: {path} cannot be read: {error.strerror}.") from error
    except UnicodeError as error:
        raise ImproperlyConfigured(f"DENY_LIST_FILE: {path} cannot be read: it is not UTF-8.") from error


def _entries(path: str, text: str) -> Entries:
    try:
        return parse(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"DENY_LIST_FILE: {path}, {error}") from error


def _within(address: IPAddress, networks: tuple[IPNetwork, ...]) -> bool:
    return any(address in network for network in networks)


def _shut_out() -> Refusal:
    return Refusal("blocked_host", "The operator of this service does not check this host.", "url")
