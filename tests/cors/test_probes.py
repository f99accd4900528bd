"""What diagnostic requests carry, and that none is sent in vain."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Answerer, drive, judge
from checks.cors.lookalikes import by_likelihood, of, of_both
from checks.cors.model import Answer, Exchange, Failure, Headers, HttpRequest, HttpResponse, Request
from checks.cors.probes import ASKS, asks, rounds
from checks.cors.secret_names import is_secret_parameter, without_secrets
from checks.cors.variations import Probe, beside

LABEL, PAGE, API = "corschecklabel", "https://app.example.com", "https://api.example.net/v1/items?key=1"


def answering(request: Request, *rest: tuple[str, str], refuse: bool = False) -> Answerer:
    """A server that lists the page, or no one, and itself."""

    def answer(http: HttpRequest) -> Answer:
        origin = http.get("origin") or ""
        listed = origin == "https://api.example.net" or (origin == request.origin and not refuse)
        cors: Headers = (("Access-Control-Allow-Origin", origin), *rest) if listed else ()
        return HttpResponse(200, cors)

    return answer


def sent(request: Request, *rest: tuple[str, str], refuse: bool = False) -> list[Probe]:
    """The probes of a check of such a server."""
    answer = answering(request, *rest, refuse=refuse)
    judgement = judge(request, lambda: answer)
    found: list[Probe] = []
    asking = rounds(request, judgement.exchanges, LABEL)
    try:
        asked = next(asking)
        while True:
            found += asked
            asked = asking.send(tuple(Exchange(p.request, answer(p.request), probe=p.name) for p in asked))
    except StopIteration:
        return found


ALLOWS: tuple[tuple[str, str], ...] = (
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "PUT, DELETE"),
    ("Access-Control-Allow-Headers", "authorization, proxy-authorization, x-secret, x-api-key, x-one"),
)
SECRETS: Headers = (
    ("Authorization", "Bearer s3cret"),
    ("X-Secret", "s3cret"),
    ("X-Api-Key", "s3cret"),
    ("X-One", "s3cret"),
)
PARAMETERS = ("access_token", "otp", "pass", "pin", "state", "code", "key", "sig", "SID", "%6Ftp", "user[password]")


@pytest.mark.parametrize("url", [API, f"{API}&access_token=s3cret&n=2", "https://user:s3cret@api.example.net/v1/items"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("headers", [(), SECRETS, SECRETS[:1]])
@pytest.mark.parametrize("refuse", [False, True])
def test_probes_carry_no_secret_of_the_page_s_and_change_nothing(
    url: str, method: str, headers: Headers, refuse: bool
) -> None:
    # Other than fetch, XMLHttpRequest takes a URL with a password.
    request = Request(url, PAGE, method=method, headers=headers, credentials="include", initiator="xmlhttprequest")
    probes = sent(request, *ALLOWS, refuse=refuse)
    assert probes
    assert [probe.name for probe in probes if not asks(probe.name)] == []
    assert {probe.request.method for probe in probes} <= {"GET", "HEAD", "OPTIONS"}
    assert not any("s3cret" in probe.request.url for probe in probes)
    assert not any("s3cret" in value for probe in probes for _, value in probe.request.headers)
    names = {name.lower() for probe in probes for name, _ in probe.request.headers}
    assert not names & {"cookie", "authorization", "proxy-authorization", "x-secret", "x-api-key", "x-one"}
    assert {probe.request.body for probe in probes} == {None}


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_the_request_that_probes_vary_has_carried_the_secret_itself(method: str) -> None:
    request = Request(API, PAGE, method=method, headers=SECRETS, credentials="include")
    outcome = drive(request, "chromium", answering(request, *ALLOWS))
    assert outcome.outcome == "allowed"
    assert outcome.exchanges[-1].request.get("authorization") == "Bearer s3cret"


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize(
    "query",
    [
        "?a=1&{}=s3cret&b=2",
        "?{}=s3cret",
        "?a=1;{}=s3cret;b=2",
        "?next=https%3A%2F%2Fapp.example.com%2F%3F{}%3Ds3cret&b=2",
        ";{}=s3cret?b=2",
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_probes_repeat_no_parameter_whose_name_says_that_it_is_a_secret(name: str, query: str, method: str) -> None:
    url = f"https://api.example.net/v1/items{query.replace('{}', name)}"
    probes = sent(Request(url, PAGE, method=method), *ALLOWS)
    assert probes
    assert not any("s3cret" in probe.request.url for probe in probes)
    assert is_secret_parameter(name)
    asked = next(probe.request.url for probe in probes if probe.name == "random-origin")
    assert asked.endswith(("b=2", "=x"))


def test_probes_repeat_what_is_no_secret() -> None:
    url = "https://api.example.net/v1/items;v=1?tokyo=1&stated=2&q=a%20b%3Dc&empty=&flag&key="
    assert without_secrets(url) == url


def test_every_probe_has_a_question_and_all_fit_into_a_check() -> None:
    probes = sent(Request(API, PAGE))
    assert all(asks(probe.name) for probe in probes)
    assert len(probes) + 1 <= 24
    assert len({probe.name for probe in probes}) == len(probes)
    assert {probe.name.removesuffix("-target") for probe in probes} <= set(ASKS)


def test_a_server_that_answers_everyone_alike_is_asked_little() -> None:
    alike = HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))
    judgement = judge(Request(API, PAGE), lambda: lambda http: alike)
    asking = rounds(judgement.request, judgement.exchanges, LABEL)
    first = next(asking)
    assert [probe.name for probe in first] == [
        "random-origin",
        "no-origin",
        "error-path",
        "target-origin",
        "null-origin",
    ]
    with pytest.raises(StopIteration):
        asking.send(tuple(Exchange(probe.request, alike, probe=probe.name) for probe in first))


def test_a_page_that_is_refused_leaves_the_target_s_own_name_to_ask_about() -> None:
    names = {probe.name for probe in sent(Request(API, PAGE), refuse=True)}
    assert {"prefix-target", "suffix-target", "subdomain-target"} <= names
    assert not {"prefix", "suffix"} & names


def test_nothing_is_asked_of_a_server_that_does_not_answer() -> None:
    judgement = judge(Request(API, PAGE), lambda: lambda http: Failure("connect_error"))
    assert list(rounds(judgement.request, judgement.exchanges, LABEL)) == []


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://h/", "https://h/label"),
        ("https://h/a/b", "https://h/a/b-label"),
        ("https://h/a/", "https://h/a/label"),
        ("https://h/a/data.json?x=1", "https://h/a/data-label.json"),
    ],
)
def test_the_error_path_lies_beside_the_url(url: str, other: str) -> None:
    assert beside(url, "label") == other


@pytest.mark.parametrize(
    ("origin", "name", "lookalike"),
    [
        ("https://app.example.co.uk", "unescaped-dot", "https://appxexample.co.uk"),
        ("https://app.eu.example.com", "unescaped-dot", "https://app.euxexample.com"),
        ("https://shop.vercel.app", "unescaped-dot", "https://shopxvercel.app"),
        ("https://example.com", "unescaped-dot", "https://examplexcom"),
        ("https://app.example.co.uk", "suffix", "https://labelexample.co.uk"),
        ("https://shop.vercel.app", "suffix", "https://labelshop.vercel.app"),
        ("https://app.example.co.uk", "subdomain", "https://label.example.co.uk"),
        ("https://app.example.co.uk:8443", "prefix", "https://app.example.co.uk.label.example:8443"),
        ("https://shop.vercel.app", "tenant", "https://label.vercel.app"),
        ("https://shop.vercel.app", "named-tenant", "https://shop-label.vercel.app"),
        ("https://app.example.com", "http-twin", "http://app.example.com"),
        ("https://app.example.com", "special-backtick", "https://app.example.com`.label.example"),
    ],
)
def test_lookalikes_keep_the_public_suffix(origin: str, name: str, lookalike: str) -> None:
    assert dict(of(origin, "label"))[name] == lookalike


def test_addresses_and_local_names_have_no_domain_to_play_with() -> None:
    assert not {"suffix", "subdomain", "unescaped-dot"} & set(dict(of("http://127.0.0.1:8000", "label")))
    assert "other-port" not in dict(of("http://localhost:3000", "label"))
    assert list(of("capacitor://localhost", "label")) == []


SIX = {"prefix", "suffix-host", "unescaped-dot", "other-port", "special-underscore", "special-backtick"}


@pytest.mark.parametrize("page", [PAGE, "https://app.example.net", "https://example.net", "https://a.example.net"])
@pytest.mark.parametrize("headers", [(), (("X-One", "1"),)])
def test_a_target_that_allows_itself_is_asked_about_its_own_host_whatever_the_page(page: str, headers: Headers) -> None:
    names = {probe.name for probe in sent(Request(API, page, headers=headers), *ALLOWS)}
    assert {f"{name}-target" for name in SIX} <= names
    assert len(names) + (2 if headers else 1) <= 24


def test_a_page_of_the_target_itself_has_the_target_s_own_host_asked_about() -> None:
    names = {probe.name for probe in sent(Request(API, "https://api.example.net"))}
    assert {f"{name}-target" for name in SIX} <= names
    assert not SIX & names


def test_a_target_that_allows_its_own_page_by_name_is_said_to_list_it() -> None:
    def listing(http: HttpRequest) -> Answer:
        origin = http.get("origin")
        return HttpResponse(
            200, (("Access-Control-Allow-Origin", origin),) if origin == "https://api.example.net" else ()
        )

    judgement = audit(Request(API, "https://api.example.net"), listing, LABEL)
    assert (judgement.safety, judgement.safety_reasons) == ("safe", ("listed",))


def test_a_target_on_a_port_of_its_own_may_know_itself_without_it() -> None:
    probes = sent(Request("https://api.example.net:8443/v1/items", PAGE))
    asked = {probe.name: probe.request.get("origin") for probe in probes}
    assert asked["target-origin"] == "https://api.example.net:8443"
    assert asked["target-host"] == "https://api.example.net"
    assert asked["suffix-host-target"] == f"https://{LABEL}api.example.net"


def test_one_origin_is_asked_about_once_though_page_and_target_share_it() -> None:
    origins = [probe.request.get("origin") for probe in sent(Request(API, "https://app.example.net"))]
    asked = [origin for origin in origins if origin not in (None, "https://app.example.net")]
    assert len(set(asked)) == len(asked)


def test_a_page_that_the_target_takes_for_itself_is_asked_about_once() -> None:
    def ends_alike(http: HttpRequest) -> Answer:
        origin = http.get("origin") or ""
        cors: Headers = (
            (("Access-Control-Allow-Origin", origin), ALLOWS[0]) if origin.endswith("api.example.net") else ()
        )
        return HttpResponse(200, cors)

    judgement = audit(Request("https://api.example.net:8443/", "https://api.example.net"), ends_alike, LABEL)
    assert [finding.rule for finding in judgement.findings if finding.rule.startswith("origin-")] == [
        "origin-suffix-match"
    ]


def test_what_an_allowed_origin_has_answered_is_not_asked() -> None:
    open_prefix = {"prefix-target"}
    questions = list(of_both(None, "https://api.example.net", LABEL))
    left = [name for name, _ in by_likelihood(questions, open_prefix, one_domain=False)]
    assert left[0] == "contains-target"
    assert not {"glued-target", "other-port-target", "special-underscore-target", "special-backtick-target"} & set(left)
    assert {"prefix-target", "suffix-host-target", "unescaped-dot-target"} <= set(left)


def test_a_page_and_a_target_that_are_both_allowed_share_the_room_that_a_preflight_leaves() -> None:
    names = {probe.name for probe in sent(Request(API, PAGE, headers=(("X-One", "1"),)), *ALLOWS)}
    telling = {"prefix", "suffix-host", "unescaped-dot", "http-twin", "other-port"}
    assert telling | {f"{name}-target" for name in telling} <= names


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_asked_of_a_request_without_a_preflight_is_asked_by_its_own_method(method: str) -> None:
    probes = sent(Request(API, PAGE, method=method), *ALLOWS)
    assert {probe.request.method for probe in probes} == {method}


def test_what_is_asked_of_a_request_that_may_change_data_is_asked_by_preflights() -> None:
    asked = {probe.name: probe.request.method for probe in sent(Request(API, PAGE, method="DELETE"), *ALLOWS)}
    assert {name for name, method in asked.items() if method == "GET"} == {"no-origin", "error-path"}
    assert set(asked.values()) == {"OPTIONS", "GET"}
