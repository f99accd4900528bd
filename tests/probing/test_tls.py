"""Certificates and handshakes that fail: told precisely, with the name that Chromium has for them."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
import trustme

from checks.cors.model import Failure, HttpRequest, RawResponse
from checks.probing import tls
from tests.probing.targets import OK, client, serve

PAST = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
FUTURE = datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC)


@dataclass
class Authorities:
    known: trustme.CA
    unknown: trustme.CA
    context: ssl.SSLContext


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    known = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    known.cert_pem.write_to_path(str(path))
    return Authorities(known, trustme.CA(), tls.make_context(str(path)))


def server(cert: trustme.LeafCert, leaf_only: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if leaf_only:
        with cert.private_key_pem.tempfile() as key, cert.cert_chain_pems[0].tempfile() as chain:
            context.load_cert_chain(chain, key)
    else:
        cert.configure_cert(context)
    return context


async def ask(authorities: Authorities, context: ssl.SSLContext, host: str = "localhost") -> RawResponse | Failure:
    async with serve(OK, context) as target, client(authorities.context) as http:
        return await http.send(target.get(host=host))


async def ask_alerting(authorities: Authorities, context: ssl.SSLContext) -> RawResponse | Failure:
    """Like `ask`, of a server on a thread: asyncio's own closes without the alert that a real server sends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            raw, _ = listener.accept()
            with context.wrap_socket(raw, server_side=True, do_handshake_on_connect=False) as connection:
                with suppress(OSError):
                    connection.do_handshake()
                # Closing at once over an unread request would reset the connection and take the alert with it.
                time.sleep(0.05)

        thread = threading.Thread(target=accept)
        thread.start()
        async with client(authorities.context) as http:
            answer = await http.send(https(listener.getsockname()[1]))
        await asyncio.to_thread(thread.join)
    return answer


def https(port: int) -> HttpRequest:
    return HttpRequest("GET", f"https://localhost:{port}/", (), "main")


async def test_a_good_certificate_is_answered(authorities: Authorities) -> None:
    context = server(authorities.known.issue_cert("localhost", "127.0.0.1"))
    assert await ask(authorities, context) == RawResponse(OK)
    assert await ask(authorities, context, "127.0.0.1") == RawResponse(OK)


async def test_the_name_of_the_url_goes_into_the_handshake_without_its_trailing_dot(authorities: Authorities) -> None:
    names: list[str | None] = []
    context = server(authorities.known.issue_cert("app.localhost"))
    context.sni_callback = lambda connection, name, this: names.append(name)
    assert await ask(authorities, context, "app.localhost.") == RawResponse(OK)
    assert names == ["app.localhost"]


CERTIFICATES: dict[str, tuple[Callable[[Authorities], ssl.SSLContext], str, str]] = {
    "expired": (
        lambda ca: server(ca.known.issue_cert("localhost", not_before=PAST, not_after=PAST.replace(month=2))),
        "ERR_CERT_DATE_INVALID",
        "The server's certificate expired on 2020-02-01. Renew it.",
    ),
    "not yet valid": (
        lambda ca: server(ca.known.issue_cert("localhost", not_before=FUTURE, not_after=FUTURE.replace(month=2))),
        "ERR_CERT_DATE_INVALID",
        "The server's certificate is not valid yet, only from 2099-01-01. Check the clock of whoever issued it.",
    ),
    "another name": (
        lambda ca: server(ca.known.issue_cert("api.example.com", "www.example.com")),
        "ERR_CERT_COMMON_NAME_INVALID",
        "The server's certificate is for api.example.com, www.example.com, not for localhost. "
        "Get one that names this host.",
    ),
    "many other names": (
        lambda ca: server(ca.known.issue_cert(*(f"{number}.example.com" for number in range(9)))),
        "ERR_CERT_COMMON_NAME_INVALID",
        "The server's certificate is for 0.example.com, 1.example.com, 2.example.com, 3.example.com, 4.example.com "
        "and 4 more names, not for localhost. Get one that names this host.",
    ),
    "a common name only": (
        lambda ca: server(ca.known.issue_cert("x@example.com", common_name="localhost")),
        "ERR_CERT_COMMON_NAME_INVALID",
        "The server's certificate is for “localhost” without a subjectAltName, not for localhost. "
        "Get one that names this host.",
    ),
    "an unknown authority": (
        lambda ca: server(ca.unknown.issue_cert("localhost")),
        "ERR_CERT_AUTHORITY_INVALID",
        "",
    ),
    "a missing intermediate": (
        lambda ca: server(ca.known.create_child_ca().issue_cert("localhost"), leaf_only=True),
        "ERR_CERT_AUTHORITY_INVALID",
        "",
    ),
}


@pytest.mark.parametrize("name", CERTIFICATES)
async def test_a_certificate_failure_is_told_precisely(authorities: Authorities, name: str) -> None:
    make, net_error, detail = CERTIFICATES[name]
    answer = await ask(authorities, make(authorities))
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", net_error)
    if detail:
        assert answer.detail == detail
    else:
        assert "The issuer “trustme" in answer.detail
        assert "send the full chain" in answer.detail


@pytest.mark.parametrize(
    ("certificate", "detail"),
    [
        ({}, "The server's certificate expired. Renew it."),
        ({"notAfter": "Jan  1 00:00:00 2099 GMT"}, "A certificate in the server's chain has expired. Renew the chain."),
    ],
)
def test_an_expiry_that_is_not_the_server_s_own_is_told(certificate: dict[str, str], detail: str) -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = 10
    error.certificate = certificate  # type: ignore[attr-defined]
    assert tls.tls_failure(error, "example.com", 443) == Failure("tls_error", detail, "ERR_CERT_DATE_INVALID")


async def test_a_self_signed_certificate_is_told(authorities: Authorities) -> None:
    alone = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with alone.cert_pem.tempfile() as chain, alone.private_key_pem.tempfile() as key:
        context.load_cert_chain(chain, key)
    answer = await ask(authorities, context)
    assert answer == Failure(
        "tls_error",
        "The server's certificate is self-signed. Get one from a public authority.",
        "ERR_CERT_AUTHORITY_INVALID",
    )


async def test_a_full_chain_over_an_intermediate_is_fine(authorities: Authorities) -> None:
    assert await ask(authorities, server(authorities.known.create_child_ca().issue_cert("localhost"))) == RawResponse(
        OK
    )


async def test_nothing_of_the_request_is_sent_where_the_certificate_fails(authorities: Authorities) -> None:
    context = server(authorities.unknown.issue_cert("localhost"))
    async with serve(OK, context) as target, client(authorities.context) as http:
        await http.send(target.get(host="localhost"))
        await asyncio.sleep(0.05)
    assert target.requests == []


async def test_an_old_protocol_version_is_told(authorities: Authorities) -> None:
    context = server(authorities.known.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    answer = await ask_alerting(authorities, context)
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", "ERR_SSL_VERSION_OR_CIPHER_MISMATCH")
    assert "older than 1.2" in answer.detail


async def test_a_demanded_client_certificate_is_told(authorities: Authorities) -> None:
    context = server(authorities.known.issue_cert("localhost"))
    context.verify_mode = ssl.CERT_REQUIRED
    authorities.known.configure_trust(context)
    answer = await ask_alerting(authorities, context)
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", "ERR_BAD_SSL_CLIENT_AUTH_CERT")


async def test_a_name_that_the_server_does_not_know_is_told(authorities: Authorities) -> None:
    context = server(authorities.known.issue_cert("localhost"))
    context.sni_callback = lambda connection, name, this: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    answer = await ask_alerting(authorities, context)
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", "ERR_SSL_UNRECOGNIZED_NAME_ALERT")


async def test_a_server_that_speaks_http2_only_is_told(authorities: Authorities) -> None:
    async def settings(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")
        await reader.read(1000)
        writer.write(b"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")

    context = server(authorities.known.issue_cert("localhost"))
    context.set_alpn_protocols(["h2"])
    async with serve(settings, context) as target, client(authorities.context) as http:
        answer = await http.send(target.get(host="localhost"))
    assert isinstance(answer, Failure)
    assert answer.code == "bad_response"
    assert "HTTP/2 only" in answer.detail


async def test_https_to_a_plain_port_is_told(authorities: Authorities) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await reader.read()

    async with serve(plain) as target, client(authorities.context) as http:
        answer = await http.send(https(target.port))
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", "ERR_SSL_PROTOCOL_ERROR")
    assert f"Port {target.port} does not speak TLS" in answer.detail


async def test_https_to_a_server_that_speaks_first_is_told(authorities: Authorities) -> None:
    async def banner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com ESMTP ready\r\n")
        await reader.read()

    async with serve(banner) as target, client(authorities.context) as http:
        answer = await http.send(https(target.port))
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", "ERR_SSL_PROTOCOL_ERROR")


async def test_http_to_a_tls_port_is_told(authorities: Authorities) -> None:
    context = server(authorities.known.issue_cert("localhost"))
    async with serve(OK, context) as target, client() as http:
        answer = await http.send(HttpRequest("GET", f"http://localhost:{target.port}/", (), "main"))
    assert isinstance(answer, Failure)
    assert answer.net_error in ("ERR_INVALID_HTTP_RESPONSE", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")


async def test_a_handshake_that_never_ends_is_a_timeout(authorities: Authorities) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100_000)
        await asyncio.sleep(5)

    async with serve(silent) as target, client(authorities.context, tls_s=0.2) as http:
        answer = await http.send(https(target.port))
    assert isinstance(answer, Failure)
    assert (answer.code, answer.silent_s) == ("timeout", None)
    assert "the TLS handshake was not finished in 0.2 seconds" in answer.detail


async def test_a_handshake_that_is_cut_off_is_told(authorities: Authorities) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100_000)
        writer.write_eof()
        await reader.read()

    async with serve(cut) as target, client(authorities.context) as http:
        answer = await http.send(https(target.port))
    assert isinstance(answer, Failure)
    assert (answer.code, answer.net_error) == ("tls_error", "ERR_CONNECTION_CLOSED")


async def test_a_connection_over_tls_serves_again(authorities: Authorities) -> None:
    async def twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    context = server(authorities.known.issue_cert("localhost"))
    async with serve(twice, context) as target, client(authorities.context) as http:
        first = await http.send(target.get(host="localhost"))
        assert await http.send(target.get(host="localhost")) == first
    assert target.connections == 1


def test_the_process_has_one_context_that_verifies() -> None:
    context = tls.default_context()
    assert tls.default_context() is context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
