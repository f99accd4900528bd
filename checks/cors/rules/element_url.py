"""What a browser does not load into an element for its URL alone, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors.model import Evidence
from checks.cors.rules.base import Example, Hop, Reply, blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step

_PIXEL = Reply(200, (("Content-Type", "image/png"),))
_PLAIN_IMAGE = {"initiator": "img", "mode": "no-cors", "credentials": "include"}


@blocking(
    "element-userinfo",
    title="The element's URL contains a user name or password",
    label="an element without crossorigin, with user:password@ in its URL",
    remedy="Remove the user name and password from the URL; use a cookie or a signed URL to say who may load it.",
    spec="http-network-or-cache-fetch",
    broken=Example((Hop(_PIXEL),), _PLAIN_IMAGE, "http://user:password@{lab_authority}{path}"),
    right=Example((Hop(_PIXEL),), _PLAIN_IMAGE),
)
def element_userinfo(step: Step) -> Iterator[Evidence]:
    """
    Chromium does not load an image, script or stylesheet from `https://user:password@host/`, and prints nothing.
    Firefox and Safari load it. With crossorigin all three drop the user name and password and send the request.
    """
    plain = step.no_cors and step.request.initiator in ("img", "script", "stylesheet")
    if plain and step.browser.refuses_element_userinfo and len(step.url_list) == 1 and step.url.has_credentials:
        yield request_field("url", step.request.url)
