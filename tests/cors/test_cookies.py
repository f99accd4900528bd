"""Which cookies of an answer browsers drop or keep from this page, and which rule says so."""

from __future__ import annotations

import pytest

from checks.cors.model import BROWSER_NAMES, HttpResponse
from tests.cors.conversations import CREDENTIALS, MAX_AGE, asked, found, judged, shown

ALL = BROWSER_NAMES
OTHER_SITE, SAME_SITE = "https://app.example.com", "https://app.example.org:8443"
API, PLAIN = "https://api.example.org/login", "http://api.example.org/login"


@pytest.mark.parametrize(
    ("page", "url", "cookie", "expected"),
    [
        (OTHER_SITE, API, "a=1", ("cookie-samesite", "a=1", ("chromium",))),
        (OTHER_SITE, API, "a=1; Secure; samesite=LAX", ("cookie-samesite", "samesite=LAX", ALL)),
        (OTHER_SITE, API, "a=1; SameSite=Strict; Secure", ("cookie-samesite", "SameSite=Strict", ALL)),
        (OTHER_SITE, API, "a=1; SameSite=None", ("cookie-insecure", "SameSite=None", ("chromium", "firefox"))),
        (OTHER_SITE, API, "a=1; SameSite=None; Secure", ("cookie-third-party", "a=1; SameSite=None; Secure", ALL)),
        (OTHER_SITE, API, "a=1; SameSite=None; Secure; Partitioned", None),
        (SAME_SITE, API, "a=1", None),
        (SAME_SITE, API, "a=1; SameSite=Strict", None),
        ("http://app.example.org", API, "a=1", ("cookie-samesite", "a=1", ("chromium",))),
        ("http://app.example.org", API, "a=1; SameSite=Lax", ("cookie-samesite", "SameSite=Lax", ("chromium",))),
        ("http://app.example.org", PLAIN, "a=1", None),
        ("http://app.example.org", PLAIN, "a=1; Secure", ("cookie-insecure", "Secure", ALL)),
        ("http://app.localhost:3000", "http://localhost:8000/", "a=1; Secure; SameSite=None; Partitioned", None),
        ("https://one.github.io", "https://two.github.io/", "a=1", ("cookie-samesite", "a=1", ("chromium",))),
        ("capacitor://localhost", API, "a=1", ("cookie-samesite", "a=1", ("chromium",))),
    ],
)
def test_cookies_of_a_request_with_credentials(
    page: str, url: str, cookie: str, expected: tuple[str, str, tuple[str, ...]] | None
) -> None:
    answer = (("Access-Control-Allow-Origin", page), CREDENTIALS, ("Set-Cookie", cookie))
    judgement = judged(asked(url=url, origin=page, credentials="include"), answer)
    told = {rule: (finding, shown(judgement)[rule]) for rule, finding in found(judgement).items() if "cookie" in rule}
    if expected is None:
        assert told == {}
    else:
        rule, marked, browsers = expected
        assert {name: (finding.browsers, marks) for name, (finding, marks) in told.items()} == {
            rule: (browsers, [f"Set-Cookie: {marked}"])
        }


def test_firefox_alone_names_a_cookie_that_it_rejects() -> None:
    answer = (("Access-Control-Allow-Origin", OTHER_SITE), CREDENTIALS, ("Set-Cookie", "sid=1; SameSite=None"))
    outcomes = judged(asked(url=API, credentials="include"), answer).outcomes
    assert {name: outcome.console for name, outcome in outcomes.items()} == {
        "chromium": (),
        "firefox": (
            "Cookie “sid” rejected because it has the “SameSite=None” attribute but is missing the “secure” attribute.",
        ),
        "webkit": (),
    }


def test_without_credentials_a_cookie_is_ignored_and_the_own_origin_keeps_it() -> None:
    answer = (("Access-Control-Allow-Origin", "*"), ("Set-Cookie", "a=1; SameSite=Lax"))
    assert list(found(judged(asked(url=API), answer))) == ["set-cookie-ignored"]
    assert list(found(judged(asked(url=API, origin="https://api.example.org"), answer))) == ["same-origin"]


def test_a_blocked_answer_still_sets_its_cookie_and_an_image_is_not_asked_about_it() -> None:
    cookie = (("Set-Cookie", "a=1; Secure; SameSite=Lax"),)
    blocked = judged(asked(url=API, credentials="include"), cookie)
    assert list(found(blocked)) == ["allow-origin-missing", "cookie-samesite"]
    image = asked(url=API, initiator="img", mode="no-cors", credentials="include")
    assert found(judged(image, cookie)) == {}


def test_a_preflight_sets_no_cookie() -> None:
    allowed = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT"), MAX_AGE)
    judgement = judged(asked(method="PUT"), (allowed[0],), (*allowed, ("Set-Cookie", "a=1")))
    assert found(judgement) == {}


def test_a_cookie_of_a_redirect_counts_with_the_site_that_sets_it() -> None:
    hops = {
        API: HttpResponse(
            302, (("Access-Control-Allow-Origin", "*"), ("Location", "/next"), ("Set-Cookie", "a=1; SameSite=Lax"))
        )
    }
    judgement = judged(asked(url=API), (("Access-Control-Allow-Origin", "*"),), hops=hops)
    assert shown(judgement) == {"set-cookie-ignored": ["Set-Cookie: a=1; SameSite=Lax"]}
