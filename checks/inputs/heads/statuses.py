"""What a status alone means, where the header fields of the answer are not in the text."""

from __future__ import annotations

from checks.inputs.understood import Cause

_GATEWAY = (502, 503, 504, *range(520, 528), 530)


_NEEDS = "A preflight needs a status from 200 to 299, and got {}"
# What to do for each rule of a preflight's status.
_SAYS = {
    "preflight-auth": ": it never carries credentials, so let OPTIONS through before authentication.",
    "preflight-forbidden": (
        ", which gives no reason: find out which layer handles OPTIONS, and have it allow this origin, method "
        "and headers."
    ),
    "preflight-not-routed": (
        ": most likely nothing there handles OPTIONS. Let the CORS middleware or a route respond with 204 and "
        "the CORS headers, and check the URL."
    ),
    "preflight-redirect": ", a redirect, which browsers do not follow: request the final URL.",
    "preflight-status": ": see how the server handles OPTIONS.",
    "gateway-error": (
        " from a proxy or gateway that got no response from the server behind it: find out why that is down."
    ),
}


def causes(status: int, *, is_preflight: bool) -> tuple[Cause, ...]:
    """The rules that an answer with this status breaks, whatever its fields say."""
    evidence = str(status)
    if is_preflight and not 200 <= status <= 299:
        rule = _of_preflight(status)
        return (Cause(rule, _NEEDS.format(status) + _SAYS[rule], evidence, certain=True),)
    if status in _GATEWAY:
        why = f"Status {status} comes from a proxy or gateway that got no response from the server behind it."
        return (Cause("gateway-error", why, evidence),)
    return ()


def _of_preflight(status: int) -> str:
    if status in (401, 407):
        return "preflight-auth"
    if status == 403:
        return "preflight-forbidden"
    if status in (404, 405, 501):
        return "preflight-not-routed"
    if status in _GATEWAY:
        return "gateway-error"
    return "preflight-redirect" if 300 <= status <= 399 else "preflight-status"
