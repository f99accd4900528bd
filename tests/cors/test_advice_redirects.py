"""What a followed redirect does to a request, by browser."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.model import BROWSER_NAMES, HttpResponse
from tests.cors.conversations import MAX_AGE, asked, found, judged

ALL = BROWSER_NAMES
ANY = ("Access-Control-Allow-Origin", "*")
PREFLIGHT = (ANY, MAX_AGE, ("Access-Control-Allow-Methods", "DELETE, PUT"))
TOKEN = (("Authorization", "Bearer x"),)
FROM, OTHER = "https://api.example.org/a", "https://www.example.org/b"


def advice(status: int, location: str, page: str = "https://app.example.com", **request: Any) -> dict[str, Any]:
    hops = {FROM: HttpResponse(status, (ANY, ("Location", location)))}
    allowed = (*PREFLIGHT, ("Access-Control-Allow-Headers", "Authorization"))
    judgement = judged(asked(url=FROM, origin=page, **request), (ANY,), allowed, hops=hops)
    return {rule: finding.browsers for rule, finding in found(judgement).items() if rule.startswith("redirect-")}


@pytest.mark.parametrize(
    ("status", "location", "request_fields", "expected"),
    [
        (302, "/b", {"headers": TOKEN}, {}),
        (307, OTHER, {"headers": TOKEN}, {"redirect-auth-dropped": ALL}),
        (307, "https://api.example.org:8443/", {"headers": TOKEN}, {"redirect-auth-dropped": ALL}),
        (307, OTHER, {}, {}),
        (301, "/b", {"method": "POST"}, {"redirect-method-change": ALL}),
        (302, OTHER, {"method": "POST"}, {"redirect-method-change": ALL}),
        (303, "/b", {"method": "POST"}, {}),
        (307, "/b", {"method": "POST"}, {}),
        (308, "/b", {"method": "POST"}, {}),
        (302, "/b", {"method": "PUT"}, {}),
        (302, OTHER, {"method": "DELETE"}, {"redirect-method-change": ("webkit",)}),
        (302, "http://api.example.org/a", {"page": "http://app.example.com"}, {"redirect-insecure": ALL}),
    ],
)
def test_what_a_redirect_changes(
    status: int, location: str, request_fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert advice(status, location, **request_fields) == expected


def test_an_https_page_never_gets_as_far_as_http() -> None:
    assert advice(302, "http://api.example.org/a") == {}
