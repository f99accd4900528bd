"""An authority of the tests' own, trusted by the browsers that they start and by nothing else on the machine."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import tempfile
from functools import cache
from pathlib import Path

import trustme

# Names that the browsers here take for this machine: a page and a server of one site, and a server of another.
PAGE_HOST, SAME_SITE_HOST, OTHER_HOST = HOSTS = ("app.page.test", "api.page.test", "api.target.test")


def can_be_trusted() -> bool:
    """Whether the program is here by which browsers are told of an authority."""
    return shutil.which("certutil") is not None


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


@cache
def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority().issue_cert(*HOSTS, "localhost", "127.0.0.1").configure_cert(context)
    return context


def trusted_by(context: ssl.SSLContext) -> None:
    """Has a client's context trust the authority."""
    _authority().configure_trust(context)


async def trust(database: Path) -> None:
    """Put the authority into the database of certificates in this folder."""
    if not can_be_trusted():
        return
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder) / "authority.pem"
        _authority().cert_pem.write_to_path(str(certificate))
        named = ("-n", "tests", "-t", "C,,", "-i", str(certificate))
        adding = ("-A", "-d", f"sql:{database}", *named, "-f", "/dev/null")
        process = await asyncio.create_subprocess_exec("certutil", *adding, stderr=asyncio.subprocess.PIPE)
        _, told = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"certutil: {told.decode(errors='replace')}")
