"""TLS as a browser does it: one context a process, always verified, and a failed certificate told precisely."""

from __future__ import annotations

import ssl
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import certifi

from checks.cors.model import Failure

# X509_V_ERR_*: https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
_NOT_YET_VALID, _EXPIRED = 9, 10
_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _NO_ISSUER, _NO_ISSUER_FOR_LEAF = 18, 19, 20, 21
_NAME_MISMATCH = (62, 63, 64)
_MAX_NAMES = 5


class _ReportingSSLObject(ssl.SSLObject):
    """Leaves the certificate that failed on the error, so that the report can say what is wrong with it."""

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except ssl.SSLCertVerificationError as error:
            error.certificate = _presented(self)  # type: ignore[attr-defined]
            raise


def _presented(connection: ssl.SSLObject) -> dict[str, Any]:
    # The public `get_unverified_chain` came with Python 3.13 and gives bytes, which the library cannot read.
    try:
        chain = connection._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
        return dict(chain[0].get_info()) if chain else {}
    except (AttributeError, TypeError, ValueError, ssl.SSLError):
        return {}


@cache
def default_context() -> ssl.SSLContext:
    """The process's one context: building it costs some 20 ms."""
    return make_context()


def make_context(ca_file: str | None = None) -> ssl.SSLContext:
    """A verifying client context that trusts the system's authorities, or those of `ca_file` alone."""
    context = ssl.create_default_context(cafile=ca_file)
    if ca_file is None and not _has_system_store():
        context.load_verify_locations(certifi.where())
    # Browsers do not ask for what RFC 5280 demands of an issuer beyond the signature; Python 3.13 does.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.hostname_checks_common_name = False
    context.set_alpn_protocols(["http/1.1"])
    context.sslobject_class = _ReportingSSLObject
    return context


def _has_system_store() -> bool:
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile) or bool(paths.capath and any(Path(paths.capath).iterdir()))


def tls_failure(error: BaseException, host: str, port: int) -> Failure:
    """What a failed handshake with `host` is: `tls_error` with Chromium's name for it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_failure(error, host)
    reason = str(getattr(error, "reason", None) or "")
    if any(word in reason for word in _NOT_TLS):
        return not_tls(port)
    for words, net_error, detail in _BY_REASON:
        if any(word in reason for word in words):
            return Failure("tls_error", detail.format(host=host), net_error)
    # asyncio's word for an end of stream in the handshake is a reset without an error number.
    closed = isinstance(error, ConnectionResetError) and error.errno is None
    if closed or isinstance(error, ssl.SSLZeroReturnError | ssl.SSLEOFError | EOFError):
        return Failure(
            "tls_error", "The server closed the connection during the TLS handshake.", "ERR_CONNECTION_CLOSED"
        )
    if isinstance(error, ConnectionResetError):
        return Failure("tls_error", "The server reset the connection during the TLS handshake.", "ERR_CONNECTION_RESET")
    return Failure("tls_error", "The TLS handshake failed: the server broke the protocol.", "ERR_SSL_PROTOCOL_ERROR")


def not_tls(port: int) -> Failure:
    """The failure of a handshake with a server that speaks something else."""
    detail = f"Port {port} does not speak TLS; it may be a plain http server. Use an http URL, or serve https there."
    return Failure("tls_error", detail, "ERR_SSL_PROTOCOL_ERROR")


_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
# What a browser calls it, after the words in OpenSSL's reason. No name: browsers speak HTTP/2 and do not fail.
_BY_REASON: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("NO_APPLICATION_PROTOCOL",),
        "",
        "The server speaks HTTP/2 only on this port; this check needs HTTP/1.1. Browsers may well succeed here.",
    ),
    (
        ("UNSUPPORTED_PROTOCOL", "ALERT_PROTOCOL_VERSION", "VERSION_TOO_LOW"),
        "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
        "The server speaks only TLS versions older than 1.2, which browsers refuse. Enable TLS 1.2 and 1.3.",
    ),
    (
        ("HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "NO_CIPHERS", "INSUFFICIENT_SECURITY", "DH_KEY_TOO_SMALL"),
        "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
        "The server and this client share no TLS version and cipher. It may also have no certificate for {host}.",
    ),
    (
        ("UNRECOGNIZED_NAME",),
        "ERR_SSL_UNRECOGNIZED_NAME_ALERT",
        "The server has no certificate for {host}: it refused the name in the TLS handshake.",
    ),
    (
        ("CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_ACCESS_DENIED"),
        "ERR_BAD_SSL_CLIENT_AUTH_CERT",
        "The server demands a client certificate, which a cross-origin request seldom carries.",
    ),
)


def _certificate_failure(error: ssl.SSLCertVerificationError, host: str) -> Failure:
    presented: dict[str, Any] = getattr(error, "certificate", {})
    code = error.verify_code
    if code == _EXPIRED:
        if _seconds(presented.get("notAfter")) > time.time():
            return _failure("A certificate in the server's chain has expired. Renew the chain.", "DATE_INVALID")
        return _failure(f"The server's certificate expired{_on(presented.get('notAfter'))}. Renew it.", "DATE_INVALID")
    if code == _NOT_YET_VALID:
        detail = f"The server's certificate is not valid yet{_on(presented.get('notBefore'), ', only from ')}."
        return _failure(f"{detail} Check the clock of whoever issued it.", "DATE_INVALID")
    if code in _NAME_MISMATCH:
        names = _names(presented)
        said = f"is for {names}, not for {host}" if names else f"is not for {host}"
        return _failure(f"The server's certificate {said}. Get one that names this host.", "COMMON_NAME_INVALID")
    issuer = _name(presented.get("issuer"))
    by = f" “{issuer}”" if issuer else ""
    if code == _SELF_SIGNED:
        return _failure(
            "The server's certificate is self-signed. Get one from a public authority.", "AUTHORITY_INVALID"
        )
    if code == _SELF_SIGNED_IN_CHAIN:
        detail = "The certificate's authority is one that browsers do not know. Get one from a public authority."
        return _failure(detail, "AUTHORITY_INVALID")
    if code in (_NO_ISSUER, _NO_ISSUER_FOR_LEAF):
        detail = (
            f"The issuer{by} of the server's certificate is unknown: either the server leaves out the intermediate "
            "certificate (send the full chain), or no browser trusts this authority."
        )
        return _failure(detail, "AUTHORITY_INVALID")
    return _failure(f"The server's certificate is not valid: {error.verify_message}.", "INVALID")


def _failure(detail: str, name: str) -> Failure:
    return Failure("tls_error", detail, f"ERR_CERT_{name}")


def _seconds(date: object) -> float:
    """A certificate's date, such as `Nov 21 03:20:46 2026 GMT`, as seconds since 1970; 0 where there is none."""
    return float(ssl.cert_time_to_seconds(date)) if isinstance(date, str) else 0.0


def _on(date: object, word: str = " on ") -> str:
    seconds = _seconds(date)
    return f"{word}{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}" if seconds else ""


def _names(certificate: dict[str, Any]) -> str:
    """The names that a certificate is for, in a few words."""
    names = [str(value) for kind, value in certificate.get("subjectAltName", ()) if kind in ("DNS", "IP Address")]
    if not names:
        # A browser does not look at the common name, but it is what its owner knows the certificate by.
        common = _name(certificate.get("subject"))
        return f"“{common}” without a subjectAltName" if common else ""
    shown = ", ".join(name[:80] for name in names[:_MAX_NAMES])
    return shown if len(names) <= _MAX_NAMES else f"{shown} and {len(names) - _MAX_NAMES} more names"


def _name(parts: object) -> str:
    if not isinstance(parts, tuple):
        return ""
    fields = {key: value for group in parts for key, value in group}
    return str(fields.get("commonName") or fields.get("organizationName") or "")[:80]
