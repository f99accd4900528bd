"""An exchange's request as a curl command line that a POSIX shell reads back to exactly those bytes."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from checks.cors.urls import as_http, is_socket


def curl_command(method: str, url: str, headers: Iterable[Sequence[str]]) -> str:
    """`curl -i …` with every word quoted for the shell; one header a line.

    `headers` are name and value pairs. A header without a value is written `Name;`, curl's own spelling of it.
    """
    words = ["curl", "-i"]
    if is_socket(url):
        # curl would make a handshake of its own, and over HTTP/2 there is none of this kind.
        words.append("--http1.1")
        url = as_http(url)
    if any(character in url for character in "[]{}"):
        words.append("--globoff")
    if method == "HEAD":
        words.append("--head")
    elif method != "GET":
        words += ["-X", shlex.quote(method)]
    lines = [" ".join([*words, shlex.quote(url)])]
    lines += [f"  -H {shlex.quote(f'{name}: {value}' if value else f'{name};')}" for name, value in headers]
    return " \\\n".join(lines)
