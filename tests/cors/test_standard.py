"""For the profile "standard", some rule blocks if and only if a naive transcription of the standard says so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.cors.browsers import STANDARD
from checks.cors.flow import fetch
from checks.cors.model import Answer, Headers, HttpRequest, HttpResponse, Outcome, Request
from tests.cors.naive_standard import NaiveFetch, NetworkError
from tests.tools.effort import tries

PAGE = "https://app.example.com"
HOSTS = ("https://api.example.com", "https://other.example.org:8443", PAGE)
ORIGINS = (
    "*",
    PAGE,
    PAGE + "/",
    "null",
    "https://other.example.org",
    f"{PAGE}, *",
    "",
    " * ",
    "HTTPS://app.example.com",
)
NAMES = ("X-Custom", "Authorization", "Content-Type", "Accept", "Range", "Content-Language")
VALUES = (
    "1",
    "text/plain",
    "application/json",
    "bytes=0-5",
    "bytes=-5",
    "de, en",
    "a" * 129,
    'q="x"',
    "text/plain;x=y",
)
LISTS = (
    "",
    "*",
    "PUT",
    "put, DELETE",
    "GET; PUT",
    "X-Custom",
    "x-custom, authorization",
    "*, Authorization",
    "a b",
    ",,PUT,",
)


def stripped(headers: list[tuple[str, str]]) -> Headers:
    """A header list as a reader of heads gives it: without white space around the values."""
    return tuple((name, value.strip(" \t")) for name, value in headers)


fields = st.lists(
    st.one_of(
        st.tuples(st.just("Access-Control-Allow-Origin"), st.sampled_from(ORIGINS)),
        st.tuples(st.just("access-control-allow-credentials"), st.sampled_from(("true", "True", "", " true "))),
        st.tuples(st.just("Access-Control-Allow-Methods"), st.sampled_from(LISTS)),
        st.tuples(st.just("Access-Control-Allow-Headers"), st.sampled_from(LISTS)),
    ),
    max_size=5,
)
preflights = st.builds(
    lambda status, headers: HttpResponse(status, stripped(headers)),
    st.sampled_from((200, 204, 204, 299, 302, 404, 421)),
    fields,
)


@st.composite
def answers(draw: st.DrawFn) -> HttpResponse:
    headers = draw(fields)
    status = draw(st.sampled_from((200, 200, 404, 301, 302, 303, 307, 308, 421)))
    if draw(st.booleans()):
        user = draw(st.sampled_from(("", "", "", "user:pw@")))
        host = draw(st.sampled_from(HOSTS))
        path = draw(st.sampled_from(("/a", "/b", "/c")))
        target = draw(st.sampled_from((f"{host[:8]}{user}{host[8:]}{path}", path, "ftp://x.example/")))
        headers = [*headers, ("Location", target)]
    return HttpResponse(status, stripped(headers))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    headers = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=3))
    method = draw(st.sampled_from(("GET", "HEAD", "POST", "PUT", "put", "DELETE", "patch")))
    return Request(
        url=draw(st.sampled_from(HOSTS)) + "/a",
        origin=PAGE,
        method=method,
        headers=tuple(headers),
        credentials=draw(st.sampled_from(("omit", "same-origin", "include"))),
        mode=draw(st.sampled_from(("cors", "cors", "cors", "same-origin"))),
        redirect=draw(st.sampled_from(("follow", "follow", "error", "manual"))),
        body=None if method in ("GET", "HEAD") else draw(st.sampled_from((None, None, "b"))),
    )


class World:
    """Servers whose answers are drawn once and handed out in the same order to whoever asks."""

    def __init__(self, mains: list[HttpResponse], options: list[HttpResponse]) -> None:
        self.mains, self.options = list(mains), list(options)

    def __call__(self, http: HttpRequest) -> Answer:
        pile = self.options if http.is_preflight else self.mains
        return pile.pop(0) if len(pile) > 1 else pile[0]


def outcome_of(request: Request, world: World) -> Outcome:
    fetching = fetch(request, STANDARD)
    try:
        http = next(fetching)
        while True:
            http = fetching.send(world(http))
    except StopIteration as stop:
        result: Outcome = stop.value
        return result


@settings(max_examples=tries(1500, 500), deadline=None)
@given(requests(), st.lists(answers(), min_size=1, max_size=4), st.lists(preflights, min_size=1, max_size=4))
def test_a_rule_blocks_exactly_where_the_standard_has_a_network_error(
    request: Request, mains: list[HttpResponse], options: list[HttpResponse]
) -> None:
    outcome = outcome_of(request, World(mains, options))
    try:
        NaiveFetch(request, World(mains, options)).run()
        error = False
    except NetworkError:
        error = True
    assert (outcome.outcome == "blocked") == error, outcome
    assert (outcome.rule is not None) == error
