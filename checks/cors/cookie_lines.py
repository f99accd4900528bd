"""What Firefox prints of cookies that a response sets and that it does not keep, or will not for much longer.

The texts are the browser's own, facts recorded from Firefox 153.
"""

from __future__ import annotations

from checks.cors.console import Lines, is_cross_site
from checks.cors.step import Step

_INSECURE = (
    "Cookie “{name}” rejected because it has the “SameSite=None” attribute but is missing the “secure” attribute."
)
_CROSS_SITE = (
    "Cookie “{name}” has been rejected because it is in a cross-site context and its “SameSite” is “Lax” or “Strict”."
)
_FOREIGN = "Cookie “{name}” will soon be rejected because it is foreign and does not have the “Partitioned“ attribute."


def cookie_lines(step: Step) -> Lines:
    """The lines of an answer, which come before those of the CORS check."""
    response = step.response
    if response is None or response.get("set-cookie") is None or step.browser.name != "firefox" or not step.credentials:
        return ()
    crosses = is_cross_site(step)
    told = ((_said(value, crosses), value) for value in response.get_all("set-cookie"))
    return tuple(text.format(name=value.partition("=")[0].strip()) for text, value in told if text)


def _said(cookie: str, crosses: bool) -> str:
    attributes = {part.replace(" ", "").lower() for part in cookie.split(";")[1:]}
    if "samesite=none" in attributes and "secure" not in attributes:
        return _INSECURE
    if not crosses:
        return ""
    if attributes & {"samesite=lax", "samesite=strict"}:
        return _CROSS_SITE
    return "" if "partitioned" in attributes else _FOREIGN
