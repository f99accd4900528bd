"""What a failed connection is to a browser, by the error that the operating system gives."""

from __future__ import annotations

import errno

from checks.cors.model import Failure

_BY_ERRNO = {
    errno.ECONNREFUSED: (
        "ERR_CONNECTION_REFUSED",
        "The server refused the connection: nothing listens on this port. Start the server, or correct the port.",
    ),
    errno.ECONNRESET: ("ERR_CONNECTION_RESET", "The server reset the connection before it responded."),
    errno.EPIPE: ("ERR_CONNECTION_RESET", "The server reset the connection before it responded."),
    errno.ECONNABORTED: ("ERR_CONNECTION_ABORTED", "The connection was aborted before the server responded."),
    errno.EHOSTUNREACH: ("ERR_ADDRESS_UNREACHABLE", "No route leads to the server's address."),
    errno.ENETUNREACH: ("ERR_ADDRESS_UNREACHABLE", "No route leads to the server's address."),
    errno.EADDRNOTAVAIL: ("ERR_ADDRESS_UNREACHABLE", "No route leads to the server's address."),
    errno.EAFNOSUPPORT: ("ERR_ADDRESS_UNREACHABLE", "No route leads to the server's address."),
}
_TIMED_OUT = Failure(
    "timeout",
    "No connection in time: nothing responded, not even with a refusal. A firewall may drop it, or the"
    " address or port is wrong.",
    "ERR_CONNECTION_TIMED_OUT",
)


def connect_failure(error: OSError) -> Failure:
    """The failure of a connection; a `TimeoutError` is an `OSError` too."""
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return _TIMED_OUT
    net_error, detail = _BY_ERRNO.get(error.errno or 0, ("ERR_CONNECTION_FAILED", "The connection failed."))
    return Failure("connect_error", detail, net_error)
