"""Ports for the servers that tests start, below those that the system gives out by itself and apart for each worker of
a test run: between choosing a port and listening on it, another server may be compiled."""

from __future__ import annotations

import itertools
import os
import socket

_FIRST, _EACH, _WORKERS = 20000, 1500, 8
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
# Two runs on one machine begin at different places.
_begin = os.getpid() * 97 % _EACH
_ports = itertools.cycle(_FIRST + _EACH * _worker + (_begin + place) % _EACH for place in range(_EACH))


def free_port() -> int:
    for port in itertools.islice(_ports, _EACH):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError("no port is free")
