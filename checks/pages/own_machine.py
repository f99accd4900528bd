"""What to run where a check is refused because this service does not reach the server."""

from __future__ import annotations

from ipaddress import ip_network

from checks.cors.model import Request
from checks.exports.check_command import check_command
from checks.probing.addresses import address_ok
from checks.probing.target import UrlPolicy, judge
from checks.refusal import Refusal

_REFUSALS = ("blocked_address", "blocked_host", "blocked_port")
# What this service reaches, and what the command does on somebody's own machine.
_PUBLIC = UrlPolicy()
_THERE = UrlPolicy(ports=None, local_names=True, loopback_names=True)
_ANY = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def own_command(request: Request, refusal: Refusal) -> str:
    """The command that checks the request from a machine that reaches the server; empty where that is no help, as for
    a host that wants to be left alone."""
    if refusal.code not in _REFUSALS or not _is_reached(request.url, _THERE):
        return ""
    is_elsewhere = refusal.code == "blocked_address" or not _is_reached(request.url, _PUBLIC)
    return check_command(request) if is_elsewhere else ""


def _is_reached(url: str, policy: UrlPolicy) -> bool:
    try:
        address = judge(url, policy).address
    except Refusal:
        return False
    return address is None or address_ok(address, _ANY)
