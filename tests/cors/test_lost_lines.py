"""Header lines that a web server's configuration loses are told by the answers that have them."""

from __future__ import annotations

import pytest

from checks.cors.audit import audit
from checks.cors.judge import Answerer, Judgement
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse
from checks.cors.rules.causes import CAUSES
from tests.cors.contradictions import contradictions
from tests.cors.conversations import API, CREDENTIALS, ORIGIN, asked, found
from tests.cors.refusing_servers import LABEL, detail

NGINX, LIGHTTPD, APACHE = (("Server", name) for name in ("nginx/1.26.2", "lighttpd/1.4.69", "Apache/2.4.58"))
VARY = ("Vary", "Origin")
METHODS = ("Access-Control-Allow-Methods", "GET, PUT")
FRAME = ("X-Frame-Options", "DENY")
BLAMED = {rule for rule, _, _ in CAUSES} | {"nginx-add-header-without-always"}
LOST, ALWAYS = "header-lines-left-out", "nginx-add-header-without-always"


def server(
    main: Headers,
    *,
    status: int = 200,
    preflight: Headers | None = None,
    front: Headers | None = None,
    beside: HttpResponse | None = None,
) -> Answerer:
    """A server whose block for the URL answers `main`, also to preflights unless something else answers those; `front`
    is on its front page, which lies in another block."""

    def answer(http: HttpRequest) -> Answer:
        if http.method == "OPTIONS":
            return HttpResponse(405, main) if preflight is None else HttpResponse(204, preflight)
        if http.url == "https://api.example.org/":
            return HttpResponse(200, main if front is None else front)
        if LABEL in http.url:
            return beside or HttpResponse(404, main)
        return HttpResponse(status, main)

    return answer


def blamed(answer: Answerer, **request: str) -> tuple[set[str], Judgement]:
    judgement = audit(asked(**request), answer, LABEL)
    assert contradictions(judgement) == []
    assert len(judgement.exchanges) <= 24
    return BLAMED & set(found(judgement)), judgement


@pytest.mark.parametrize(("method", "told"), [("GET", "a preflight for it has it"), ("PUT", "the preflight has it")])
@pytest.mark.parametrize(
    "own",
    [
        FRAME,
        ("Alt-Svc", 'h3=":443"; ma=86400'),
        ("X-Cache-Status", "MISS"),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("Cache-Control", "public, max-age=3600"),
        ("Access-Control-Expose-Headers", "X-Total"),
        VARY,
    ],
)
@pytest.mark.parametrize("name", [NGINX, ("Server", "openresty")])
def test_a_location_with_a_line_of_its_own_is_told_by_the_preflight_that_the_server_s_lines_reach(
    name: tuple[str, str], own: tuple[str, str], method: str, told: str
) -> None:
    causes, judgement = blamed(server((name, own), preflight=(name, ORIGIN, METHODS, VARY)), method=method)
    assert causes == {LOST}
    assert told in detail(judgement, LOST)


@pytest.mark.parametrize("name", [NGINX, LIGHTTPD])
def test_it_is_told_by_the_front_page_where_preflights_are_answered_in_the_same_block(name: tuple[str, str]) -> None:
    causes, judgement = blamed(server((name, FRAME), front=(name, ORIGIN)))
    assert causes == {LOST}
    assert "the front page has it" in detail(judgement, LOST)


@pytest.mark.parametrize(
    ("main", "others"),
    [
        ((NGINX,), (NGINX, ORIGIN)),
        ((NGINX, FRAME), (NGINX, ORIGIN, FRAME)),
        ((NGINX, FRAME), (NGINX,)),
        ((NGINX, FRAME), (("Server", "cloudflare"), ORIGIN)),
        ((APACHE, FRAME), (APACHE, ORIGIN)),
        ((NGINX, ("Cache-Control", "private, max-age=0")), (NGINX, ORIGIN)),
        ((NGINX, FRAME, ("X-Cache-Status", "HIT"), ("Age", "3")), (NGINX, ORIGIN)),
    ],
)
def test_no_block_is_blamed_without_a_line_of_its_own_or_another_answer_of_the_same_server(
    main: Headers, others: Headers
) -> None:
    assert LOST not in blamed(server(main, preflight=others, front=others))[0]


def test_a_list_behind_a_proxy_that_lets_everyone_ask_is_not_taken_for_a_lost_line() -> None:
    everyone = (NGINX, ("Access-Control-Allow-Origin", "*"), METHODS)
    assert blamed(server((NGINX, VARY), preflight=everyone))[0] == {"origin-not-listed"}


@pytest.mark.parametrize(
    ("main", "both"),
    [
        ((NGINX, ("Vary", "Accept-Encoding"), VARY), True),
        ((NGINX, CREDENTIALS, VARY), False),
        ((NGINX, VARY, ("ETag", '"1"')), False),
        ((NGINX, ("Vary", "Accept-Encoding, Origin")), False),
        ((APACHE, VARY), False),
    ],
)
def test_where_no_other_answer_tells_a_lost_line_is_named_beside_the_list(main: Headers, both: bool) -> None:
    causes, judgement = blamed(server(main))
    assert causes == {"origin-not-listed"}
    assert ("none of the server's" in detail(judgement, "origin-not-listed")) is both


@pytest.mark.parametrize(("method", "told"), [("GET", "a preflight for it"), ("PUT", "the preflight")])
@pytest.mark.parametrize(("status", "cause"), [(500, "application-error"), (401, "login-answer-without-cors")])
def test_errors_that_lack_what_success_has_are_told_at_the_error_itself(
    status: int, cause: str, method: str, told: str
) -> None:
    answer = server((NGINX,), status=status, preflight=(NGINX, ORIGIN, METHODS))
    causes, judgement = blamed(answer, method=method)
    assert causes == {cause, ALWAYS}
    assert f"missing on a {status} from nginx, while {told} has it" in detail(judgement, ALWAYS)


def test_a_status_of_400_is_an_error_like_those_above_it() -> None:
    answer = server((NGINX,), status=400, preflight=(NGINX, ORIGIN, METHODS))
    assert ALWAYS in blamed(answer)[0]


@pytest.mark.parametrize(
    ("main", "others", "beside"),
    [
        ((NGINX, FRAME), (NGINX, ORIGIN), HttpResponse(404, (NGINX,))),
        ((NGINX,), (NGINX, ORIGIN), HttpResponse(404, (NGINX, ORIGIN))),
        ((NGINX,), (NGINX, ORIGIN), HttpResponse(500, (NGINX,))),
        ((NGINX,), (NGINX, ORIGIN), HttpResponse(200, (NGINX,))),
        ((NGINX,), (NGINX, ORIGIN), HttpResponse(404, (APACHE,))),
        ((NGINX,), (APACHE, ORIGIN), HttpResponse(404, (NGINX,))),
        ((NGINX,), (NGINX,), HttpResponse(404, (NGINX,))),
        ((APACHE,), (APACHE, ORIGIN), HttpResponse(404, (APACHE,))),
    ],
)
def test_always_is_not_missed_where_something_else_can_be_why(
    main: Headers, others: Headers, beside: HttpResponse
) -> None:
    answer = server(main, status=500, preflight=others, front=others, beside=beside)
    assert blamed(answer)[0] == {"application-error"}


@pytest.mark.parametrize(
    ("headers", "asks"),
    [((NGINX,), True), ((LIGHTTPD,), True), ((APACHE,), False), ((), False), ((NGINX, ORIGIN), False)],
)
def test_other_answers_are_asked_for_only_where_lines_may_be_lost(headers: Headers, asks: bool) -> None:
    names = {exchange.probe for exchange in blamed(server(headers))[1].exchanges}
    assert ({"own-preflight", "front-page"} <= names, bool({"own-preflight", "front-page"} & names)) == (asks, asks)


def test_a_front_page_is_not_asked_for_twice() -> None:
    judgement = audit(asked(url=API.removesuffix("items")), server((NGINX,)), LABEL)
    assert "front-page" not in {exchange.probe for exchange in judgement.exchanges}
