"""What a followed redirect does to a request, by browser."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors.audit import audit
from checks.cors.model import BROWSER_NAMES, Answer, HttpRequest, HttpResponse
from checks.cors.rules import RULES
from checks.cors.rules.base import Severity
from tests.cors.conversations import MAX_AGE, asked, found, judged

ALL = BROWSER_NAMES
ANY = ("Access-Control-Allow-Origin", "*")
PREFLIGHT = (ANY, MAX_AGE, ("Access-Control-Allow-Methods", "DELETE, PUT"))
TOKEN = (("Authorization", "Bearer x"),)
KEY, LANGUAGE = (("X-Api-Key", "k"),), (("X-Language", "en"),)
FROM, OTHER = "https://api.example.org/a", "https://www.example.org/b"


def advice(status: int, location: str, page: str = "https://app.example.com", **request: Any) -> dict[str, Any]:
    hops = {FROM: HttpResponse(status, (ANY, ("Location", location)))}
    allowed = (*PREFLIGHT, ("Access-Control-Allow-Headers", "Authorization, X-Api-Key, X-Language"))
    judgement = judged(asked(url=FROM, origin=page, **request), (ANY,), allowed, hops=hops)
    return {rule: finding.browsers for rule, finding in found(judgement).items() if rule.startswith("redirect-")}


@pytest.mark.parametrize(
    ("status", "location", "request_fields", "expected"),
    [
        (302, "/b", {"headers": TOKEN}, {}),
        (307, OTHER, {"headers": TOKEN}, {"redirect-auth-dropped": ALL}),
        (307, "https://api.example.org:8443/", {"headers": TOKEN}, {"redirect-auth-dropped": ALL}),
        (307, OTHER, {}, {}),
        (307, OTHER, {"headers": KEY}, {"redirect-key-forwarded": ALL}),
        (307, "https://api.example.org:8443/", {"headers": KEY}, {"redirect-key-forwarded": ALL}),
        (307, OTHER, {"headers": LANGUAGE}, {}),
        (307, "/b", {"headers": KEY}, {}),
        (301, "/b", {"method": "POST"}, {"redirect-method-change": ALL}),
        (302, OTHER, {"method": "POST"}, {"redirect-method-change": ALL}),
        (303, "/b", {"method": "POST"}, {}),
        (307, "/b", {"method": "POST"}, {}),
        (308, "/b", {"method": "POST"}, {}),
        (302, "/b", {"method": "PUT"}, {}),
        (302, OTHER, {"method": "DELETE"}, {"redirect-method-change": ("webkit",)}),
        (308, OTHER, {"method": "DELETE"}, {"redirect-method-change": ("webkit",)}),
        (302, "http://api.example.org/a", {"page": "http://app.example.com"}, {"redirect-insecure": ALL}),
    ],
)
def test_what_a_redirect_changes(
    status: int, location: str, request_fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert advice(status, location, **request_fields) == expected


def test_an_https_page_never_gets_as_far_as_http() -> None:
    assert advice(302, "http://api.example.org/a") == {}


def test_what_a_redirect_gives_away_of_the_request_does_not_say_who_may_read_the_answer() -> None:
    """The server sends * and redirects to http, with the page's key."""

    def answer(http: HttpRequest) -> Answer:
        if http.is_preflight:
            return HttpResponse(204, (*PREFLIGHT, ("Access-Control-Allow-Headers", "X-Api-Key")))
        if http.url == FROM:
            return HttpResponse(302, (ANY, ("Location", "http://www.example.org/b")))
        return HttpResponse(200, (ANY,))

    told = audit(asked(url=FROM, origin="http://app.example.com", headers=KEY), answer, "corschecklabel")
    severities = {finding.rule: RULES[finding.rule].severity for finding in told.findings}
    assert severities["redirect-insecure"] == severities["redirect-key-forwarded"] == Severity.SECURITY
    assert (told.safety, told.safety_reasons) == ("safe", ("public",))
