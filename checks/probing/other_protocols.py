"""Bytes that are no HTTP answer to any browser, named by the protocol that they belong to and never quoted.

A banner tells a stranger which software in which version stands behind a port, so that a report holds nothing of it.
"""

from __future__ import annotations

import re

from checks.cors.browsers import BROWSERS
from checks.cors.http_head import INVALID, INVALID_STATUS_LINE, finds_status_line
from checks.cors.model import Failure
from checks.probing.target import Target

# How servers of other protocols begin, unasked or when they get an HTTP request; the first that matches counts.
_PROTOCOLS = tuple(
    (name, re.compile(rb"\A" + pattern, re.DOTALL))
    for name, pattern in (
        ("TLS", rb"[\x14-\x17]\x03[\x00-\x04]"),
        # A SETTINGS or GOAWAY frame on stream 0, whatever was asked.
        ("HTTP/2", rb"\x00..[\x04\x07][\x00\x01]\x00{4}"),
        ("SSH", rb"SSH-[0-9]"),
        ("SMTP", rb"(?:[245][0-9]{2}[ -][^\r\n]*SMTP|500 5\.)"),
        ("FTP", rb"[245][0-9]{2}[ -][^\r\n]*FTP"),
        ("NNTP", rb"[245][0-9]{2} [^\r\n]*(?:NNTP|posting)"),
        ("SMTP or FTP", rb"(?:220|421|500|530|554)[ -]"),
        ("Redis", rb"-(?:ERR (?:wrong number|unknown command|Protocol error)|NOAUTH |DENIED |MISCONF |LOADING )"),
        ("POP3 or Redis", rb"-ERR(?: |\r?\n)"),
        ("POP3", rb"\+OK(?: |\r?\n)"),
        ("IMAP", rb"\* (?:OK|PREAUTH|BYE)(?: |\[)"),
        ("MySQL", rb"..\x00[\x00-\x02](?:\x0a[0-9]+\.|\xff.[\x03-\x0f])"),
        ("PostgreSQL", rb"E(?:FATAL|\x00\x00..S(?:FATAL|ERROR|PANIC))"),
        ("AMQP", rb"AMQP[\x00-\x03]"),
        ("RTSP", rb"RTSP/[0-9]"),
        ("SIP", rb"SIP/[0-9]"),
        ("VNC", rb"RFB [0-9]{3}\.[0-9]{3}"),
        ("Telnet", rb"\xff[\xfb-\xfe]"),
        ("XMPP", rb"\s*(?:<\?xml[^>]*>\s*)?<stream:"),
        ("IRC", rb"(?::\S+ )?(?:NOTICE |ERROR :)"),
        ("rsync", rb"@RSYNCD: "),
        ("memcached", rb"(?:CLIENT_)?ERROR(?: |\r\n)"),
    )
)


def other_protocol(head: bytes, target: Target) -> Failure | None:
    """The failure that bytes are in which no browser finds the status line of an answer."""
    name = protocol(head)
    if name == "TLS" and not target.is_secure:
        return Failure("bad_response", f"Port {target.port} speaks TLS. Use an https URL.", INVALID)
    if name == "HTTP/2":
        detail = f"The server speaks HTTP/2 only on port {target.port}; this check needs HTTP/1.1."
        if target.is_secure:
            # A browser would have agreed on HTTP/2, so it has no name for this.
            return Failure("bad_response", f"{detail} Browsers may well succeed here.")
        return Failure("bad_response", detail, INVALID)
    if any(finds_status_line(head, browser.head) for browser in BROWSERS.values()):
        return None
    if name is None:
        detail = f"What the server on port {target.port} sends does not begin like an HTTP response."
    else:
        detail = f"The server on port {target.port} speaks {name}, not HTTP."
    return Failure("bad_response", detail, INVALID_STATUS_LINE)


def protocol(head: bytes) -> str | None:
    """The name of the protocol that begins so, None where it is not known."""
    return next((name for name, pattern in _PROTOCOLS if pattern.match(head)), None)
