"""What a status alone means, where the header fields of the answer are not in the text."""

from __future__ import annotations

from checks.inputs.understood import Cause

_GATEWAY = (502, 503, 504, *range(520, 528), 530)


def causes(status: int, *, is_preflight: bool) -> tuple[Cause, ...]:
    """The rules that an answer with this status breaks, whatever its fields say."""
    evidence = str(status)
    if is_preflight and not 200 <= status <= 299:
        why = f"The preflight was answered with status {status}, and a preflight needs one from 200 to 299."
        return (Cause(_of_preflight(status), why, evidence, certain=True),)
    if status in _GATEWAY:
        why = f"Status {status} comes from a proxy or gateway that got no answer from the server behind it."
        return (Cause("gateway-error", why, evidence),)
    return ()


def _of_preflight(status: int) -> str:
    if status in (401, 403, 407):
        return "preflight-auth"
    if status in (404, 405, 501):
        return "preflight-not-routed"
    return "preflight-redirect" if 300 <= status <= 399 else "preflight-status"
