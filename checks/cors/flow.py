"""A fetch without I/O: what a browser puts on the wire for a page's request, and what it makes of the answers.

`fetch` is a generator. It yields each `HttpRequest` (preflight, request, every redirect hop), is sent the `Answer`
to it, and returns the `Outcome`. It follows https://fetch.spec.whatwg.org/#concept-main-fetch; where a browser
departs from the standard, its profile in `checks.cors.browsers` says so, and what blocks is a rule.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import replace

from checks.cors import (
    broken_body,
    firefox_local_network,
    http_head,
    mixed_content,
    policy_lines,
    preflight_cache,
    preloads,
    service_worker,
    upgrade,
    urls,
    websocket,
    wire,
)
from checks.cors import fetch_standard as standard
from checks.cors.browsers import Browser
from checks.cors.console import (
    challenge_lines,
    hop_lines,
    is_redirect,
    loaded_lines,
    plan_lines,
    preflight_lines,
    status_line,
)
from checks.cors.cookie_lines import cookie_lines
from checks.cors.model import (
    Answer,
    Evidence,
    Exchange,
    Failure,
    HttpRequest,
    HttpResponse,
    Outcome,
    OutcomeName,
    Purpose,
    Request,
    get_header,
)
from checks.cors.preflight_store import PreflightStore
from checks.cors.rules import (
    AHEAD,
    BODY,
    CONNECT,
    CORS_CHECK,
    EMBEDDING,
    FAILED,
    HANDSHAKE,
    HSTS,
    LOADED,
    LOCAL_NETWORK,
    LOCATION,
    NOT_HTTP,
    PLAN,
    POLICY,
    REDIRECT,
    REDIRECT_MODE,
    SEND,
    SOCKET,
    SOCKET_REDIRECT,
    TYPES,
    USERINFO,
    preflight_rules,
)
from checks.cors.rules.base import Rule
from checks.cors.rules.local_network import is_waiting
from checks.cors.settled import settled
from checks.cors.step import Phase, Step
from checks.cors.urls import ParsedUrl
from checks.cors.workers import worker_lines

Fetching = Generator[HttpRequest, Answer, Outcome]


def fetch(
    request: Request, browser: Browser, socket_key: str | None = None, store: PreflightStore | None = None
) -> Fetching:
    """Drives one browser's fetch; see the module. `socket_key` is the key of a WebSocket's handshake, where answers are
    answers to it and were not recorded for another; `store` has the preflights of earlier requests of the page."""
    if request.service_worker is not None and service_worker.handles(request):
        return (yield from service_worker.answer(settled(request, browser), browser, fetch))
    outcome = yield from _Fetch(request, browser, socket_key, store).run()
    return outcome


class _BlockedError(Exception):
    def __init__(self, rule: Rule, step: Step, evidence: Evidence) -> None:
        self.rule, self.step, self.evidence = rule, step, evidence


class _NotSentError(Exception):
    """The driver kept the request back; what went before it was allowed."""


class _NotRecordedError(Exception):
    """The recording ends here; what the browser did next is not known."""


class _Fetch:
    """The state of one fetch: the standard's request with its URL list, origin, method and tainting."""

    def __init__(
        self, request: Request, browser: Browser, socket_key: str | None, store: PreflightStore | None
    ) -> None:
        self.request = request = settled(request, browser)
        self.browser = browser
        self.socket_key = socket_key
        self.store = store
        self.method = wire.method_of(request)
        self.headers = wire.page_headers(request, browser)
        self.mode = "no-cors" if request.initiator == "font" and browser.fonts_without_cors else request.mode
        self.body = request.body
        self.origin = request.origin
        self.url_list: list[ParsedUrl] = []
        self.cors = False
        self.original_headers = self.headers
        self.was_preflighted = False
        self.kept_preflights: set[HttpRequest] = set()
        self.exchanges: list[Exchange] = []
        self.console: list[str] = []

    def run(self) -> Fetching:
        url = urls.parse(self.request.url, self.base_url()) or urls.NOWHERE
        self.url_list.append(url)
        try:
            if self.request.is_websocket:
                return (yield from self.open_socket())
            self.consult(PLAN, self.step("plan"))
            self.console.extend(plan_lines(self.step("plan")))
            if not url.is_http:
                self.consult(SEND, self.step("plan"))
                return self.local(url)
            while True:
                response = yield from self.main_fetch()
                if not self.takes_for_redirect(response):
                    return self.finish(response)
                if self.request.redirect == "manual":
                    return self.outcome("opaque")
                self.follow(response)
        except _BlockedError as blocked:
            return self.blocked(blocked)
        except _NotSentError:
            return self.outcome("allowed")
        except _NotRecordedError:
            return self.outcome("unknown")

    # https://websockets.spec.whatwg.org/#websocket-opening-handshake
    def open_socket(self) -> Fetching:
        self.url_list[-1] = websocket.url_of(self.url)
        offered = get_header(self.request.headers, websocket.PROTOCOL.lower()) if self.request.headers else None
        while True:
            self.url_list[-1] = upgrade.of_socket(self.url, self.request, self.browser) or self.url
            self.consult(SOCKET, self.step("plan"))
            purpose: Purpose = "redirect" if len(self.url_list) > 1 else "main"
            http = websocket.handshake(self.url, self.request.origin, self.socket_key, purpose, offered)
            step = self.answered("main", http, (yield http))
            if not (self.browser.follows_socket_redirects and is_redirect(step.response)):
                self.consult(HANDSHAKE, step)
                return self.outcome("allowed", status=websocket.SWITCHED)
            step.phase = "redirect"
            self.locate(step)
            self.consult(SOCKET_REDIRECT, step)
            assert step.location is not None  # noqa: S101 - the rules end what has no location
            self.url_list.append(websocket.url_of(step.location))

    def takes_for_redirect(self, response: HttpResponse) -> bool:
        """Whether the browser takes the response for a redirect, which it follows, refuses or hands out unread."""
        if self.browser.errs_without_location and self.request.redirect == "error":
            return response.status in standard.REDIRECT_STATUSES
        manual = self.request.redirect == "manual"
        return is_redirect(response, empty=manual or self.browser.follows_empty_location)

    def base_url(self) -> str | None:
        origin = self.request.origin
        if self.request.page_url and urls.parse(self.request.page_url) is not None:
            return self.request.page_url
        return f"{origin}/" if origin.startswith(("http:", "https:")) else None

    @property
    def url(self) -> ParsedUrl:
        return self.url_list[-1]

    # https://fetch.spec.whatwg.org/#concept-main-fetch
    def main_fetch(self) -> Generator[HttpRequest, Answer, HttpResponse]:
        self.upgrade()
        crosses = self.cors or self.url.origin != self.request.origin
        if self.mode == "cors" and crosses and not self.request.host_permissions:
            self.cors = True
        names = self.preflight_headers() if self.cors else ()
        preflighted = self.cors and self.needs_preflight(names)
        if preflighted and self.is_asked_though_mixed():
            yield from self.exchange("preflight", wire.preflight_request(self, names))
        self.report()
        self.consult(SEND, self.step("plan"))
        if self.url.hostname in urls.UNSPECIFIED:
            self.consult(CONNECT, self.step("preflight" if preflighted else "main"))
        internal = upgrade.redirected(self.url, self.request, self.browser)
        if internal is not None:
            self.consult(HSTS if preflighted else (), self.step("preflight"))
            self.go_to(internal)
            return (yield from self.main_fetch())
        self.reach_network("preflight" if preflighted else "plan")
        answered = preflighted and (yield from self.preflight(names))
        self.consult(BODY, self.step("main"))
        hop = len(self.url_list) > 1
        if hop and self.url.has_credentials and self.browser.preflights_userinfo and self.cors:
            self.consult(USERINFO, self.step_before())
        http = wire.main_request(self, "redirect" if hop else "main")
        step = yield from self.exchange("main", http)
        step.preflighted = answered
        self.console.extend((*challenge_lines(step), *cookie_lines(step)))
        assert step.response is not None  # noqa: S101 - `answered` blocks where there is none
        if self.takes_for_redirect(step.response):
            step.phase = "redirect"
            self.locate(step)
        if step.phase == "main" and self.browser.checks_type_first and self.request.initiator != "eventsource":
            self.consult(TYPES, step)
        if step.phase == "redirect":
            self.consult(self.early_location_rules(step), step)
            self.consult_ahead(step)
        if self.cors:
            step.keeps_credentials = step.phase == "redirect" and self.judges_with_credentials()
            self.consult(CORS_CHECK, step)
        elif self.mode == "no-cors":
            self.consult(EMBEDDING, step)
        if step.phase == "redirect" and self.request.redirect == "error":
            self.consult(REDIRECT_MODE[self.browser.userinfo_before_mode], step)
        elif step.phase == "main":
            self.consult(LOADED, step)
            self.console.extend(loaded_lines(step))
            self.take_body(step)
        return step.response

    def upgrade(self) -> None:
        """Turns the URL into one of https where the browser asks over that only."""
        if self.url.scheme != "http":
            return
        redirected = len(self.url_list) > 1
        if self.browser.asks_policy_before_upgrade:
            self.consult(POLICY, self.step("plan"))
        self.console.extend(upgrade.lines(self.url, self.request, self.browser, redirected=redirected))
        self.url_list[-1] = upgrade.rewritten(self.url, self.request, self.browser, redirected=redirected) or self.url

    def is_asked_though_mixed(self) -> bool:
        """Whether a redirect has led to mixed content whose preflight this browser sends before it blocks it."""
        if not self.browser.preflights_before_mixed or len(self.url_list) == 1:
            return False
        if policy_lines.violated(self.step("plan"), self.request.content_security_policy):
            return False
        found = mixed_content.fate(self.url, self.request, self.browser, redirected=True)
        return found is mixed_content.Fate.BLOCKED

    def consult_ahead(self, step: Step) -> None:
        """Asks of the Location what this browser asks before it looks at the CORS headers beside it."""
        if not self.browser.mixed_content_before_cors or step.location is None or self.request.redirect != "follow":
            return
        if upgrade.rewritten(step.location, self.request, self.browser, redirected=True) is not None:
            return
        ahead = self.step("plan")
        ahead.url, ahead.url_list = step.location, [*self.url_list, step.location]
        self.consult(AHEAD, ahead)

    def reach_network(self, phase: Phase) -> None:
        """What is known of the address, once a browser has connected to it and before it sends anything."""
        step = self.step(phase)
        self.consult(LOCAL_NETWORK, step)
        self.console.extend(firefox_local_network.passed_lines(step))

    def take_body(self, step: Step) -> None:
        """Fails where the page needs the whole body and it is broken."""
        assert step.response is not None  # noqa: S101 - only answers have a body
        if not (step.response.incomplete or step.response.body_error):
            return
        step.failure = broken_body.blocks(step)
        if step.failure is not None:
            self.consult(FAILED, step)
        elif step.phase == "main":
            self.console.extend(broken_body.lines(step))

    def report(self, *, again: bool = False) -> None:
        """Prints what a policy that only reports would block; `again` beside a preflight."""
        if self.request.content_security_policy_report_only:
            self.console.extend(policy_lines.reported(self.step("plan"), again=again))

    def early_location_rules(self, step: Step) -> tuple[Rule, ...]:
        """What this browser says of a Location before it looks at the CORS headers beside it."""
        mode = self.request.redirect
        data = step.location is not None and step.location.scheme == "data"
        if self.browser.refuses_data_first and data and mode == "follow" and self.cors:
            return NOT_HTTP
        return LOCATION if mode in self.browser.parses_location_first else ()

    def needs_preflight(self, names: tuple[str, ...]) -> bool:
        if self.request.service_worker == service_worker.LISTENS and self.browser.skips_preflight_for_workers:
            return False
        if wire.forces_preflight(self.request, self.browser):
            return True
        if not wire.sets_unsafe_request(self.request):
            return False
        if self.browser.preflights_again and (
            self.was_preflighted or wire.unsafe_header_names(self.original_headers, self.browser)
        ):
            return True
        return bool(names) or self.method not in standard.CORS_SAFELISTED_METHODS

    def preflight_headers(self) -> tuple[str, ...]:
        """The CORS-unsafe request-header names as this browser asks for them."""
        headers = self.original_headers if self.browser.preflights_original_headers else self.headers
        return wire.unsafe_header_names(headers, self.browser)

    # https://fetch.spec.whatwg.org/#cors-preflight-fetch
    def preflight(self, names: tuple[str, ...]) -> Generator[HttpRequest, Answer, bool]:
        """Gives whether its answer is known; one that is kept is not asked for again by a redirect that comes back."""
        http = wire.preflight_request(self, names)
        if http in self.kept_preflights:
            return True
        if self.store is not None and self.store.serves(http, self.request):
            self.was_preflighted = True
            return True
        self.report(again=True)
        step = yield from self.exchange("preflight", http)
        self.was_preflighted = True
        if step.response is None:
            return False
        step.origin = http.get("origin") or ""
        step.unsafe_headers = names
        self.take_body(step)
        if is_redirect(step.response):
            self.locate(step)
        self.consult(preflight_rules(self.browser, own=self.url.origin == self.request.origin), step)
        self.console.extend(preflight_lines(step))
        if preflight_cache.reuse_of(self.exchanges[-1], step.response, self.request, self.browser).seconds:
            self.kept_preflights.add(http)
        return True

    # https://fetch.spec.whatwg.org/#http-redirect-fetch
    def follow(self, response: HttpResponse) -> None:
        step = self.step("redirect")
        step.response = response
        step.exchange = len(self.exchanges) - 1
        self.locate(step)
        self.consult(REDIRECT, step)
        assert step.location is not None  # noqa: S101 - the rules end what has no location
        target = upgrade.before_redirect(step.location, self.request, self.browser)
        self.change_method(response.status, crosses=target.origin != self.url.origin)
        self.go_to(target)
        self.console.extend(hop_lines(self.step("redirect")))

    def go_to(self, target: ParsedUrl) -> None:
        if target.origin != self.url.origin:
            if self.url.origin != self.request.origin:
                self.origin = "null"
            self.headers = tuple(field for field in self.headers if field[0].lower() != "authorization")
        self.url_list.append(target)

    def change_method(self, status: int, *, crosses: bool) -> None:
        becomes_get = (status in (301, 302) and self.method == "POST") or (
            status == 303 and self.method not in ("GET", "HEAD")
        )
        if self.browser.delete_becomes_get and crosses and self.method == "DELETE":
            becomes_get = True
        if becomes_get:
            self.method = "GET"
            self.body = None
            self.headers = tuple(f for f in self.headers if f[0].lower() not in standard.REQUEST_BODY_HEADERS)

    def locate(self, step: Step) -> None:
        assert step.response is not None  # noqa: S101 - only answers redirect
        values = dict.fromkeys(value for name, value in step.response.headers if name.lower() == "location")
        text = ", ".join(values)
        if self.browser.escapes_tabs:
            text = text.replace("\t", "%09")
        step.location_text = text
        location = urls.parse(text.encode("latin-1").decode("utf-8", "replace"), self.url.href)
        # https://fetch.spec.whatwg.org/#concept-response-location-url: a fragment is inherited.
        if location is not None and not location.fragment and self.url.fragment:
            location = urls.parse(f"{location.full.partition('#')[0]}#{self.url.fragment}")
        step.location = location

    def step(self, phase: Phase) -> Step:
        step = Step(phase, self.request, self.browser, self.url, self.url_list, self.origin, self.method, self.cors)
        step.no_cors = self.mode == "no-cors"
        return step

    def step_before(self) -> Step:
        """The redirect that has led to the present URL, looked at once more."""
        step = self.step("redirect")
        step.url, step.url_list, step.location = self.url_list[-2], self.url_list[:-1], self.url
        step.location_text = self.url.full
        answers = (n for n, item in enumerate(self.exchanges) if not item.request.is_preflight)
        step.exchange = max(answers, default=None)
        return step

    def judges_with_credentials(self) -> bool:
        """Whether a redirect of the page's own origin has made the request simple, in a browser that keeps credentials
        then."""
        if not self.browser.keeps_own_credentials or self.request.credentials != "same-origin":
            return False
        first = wire.method_of(self.request)
        own = self.url_list[0].origin == self.request.origin
        return own and first != self.method and first not in standard.CORS_SAFELISTED_METHODS

    def exchange(self, phase: Phase, http: HttpRequest) -> Generator[HttpRequest, Answer, Step]:
        """Sends a request, and once more where its status asks for another connection
        (https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch, on 421)."""
        step = self.answered(phase, http, (yield http))
        if step.response is not None and step.response.status in self.browser.retries:
            step = self.answered(phase, http, (yield http))
        return step

    def answered(self, phase: Phase, http: HttpRequest, answer: Answer) -> Step:
        """Records the exchange and reads its head; blocks where there is no answer."""
        self.exchanges.append(Exchange(http, answer))
        step = self.step(phase)
        step.http = http
        step.exchange = len(self.exchanges) - 1
        read = self.read(answer)
        if isinstance(read, HttpResponse) and read.http_version == "0.9":
            read = self.read_bare(step, read)
        if isinstance(read, Failure):
            step.preflighted = self.follows_preflight(step)
            if read.code == "not_sent":
                raise _NotSentError
            if read.code == "not_recorded" and not read.went_on:
                raise _NotRecordedError
            step.failure = read
            self.consult(() if read.went_on else FAILED, step)
        else:
            step.response = read
        return step

    def follows_preflight(self, step: Step) -> bool:
        """Whether the connection has just answered the request's preflight with a status that has no body."""
        if step.phase != "main" or len(self.exchanges) < 2 or not self.exchanges[-2].request.is_preflight:
            return False
        before = self.read(self.exchanges[-2].answer)
        closed = isinstance(before, Failure) or (before.get("connection") or "").lower() == "close"
        return not closed and isinstance(before, HttpResponse) and before.status == 204

    def read_bare(self, step: Step, bare: HttpResponse) -> HttpResponse | Failure:
        """Bytes without a head, where they are read: no picture, and no answer to PUT or after a preflight."""
        if self.request.initiator == "img" or self.method == "PUT" or self.follows_preflight(step):
            put = step.phase == "main" and self.browser.head.no_status == "body"
            return http_head.BARE_REFUSED if put else bare
        return bare

    def read(self, answer: Answer) -> HttpResponse | Failure:
        habits = self.browser.head
        if self.request.is_websocket:
            return http_head.read_answer(answer, replace(habits, awaits_more_after_101=False))
        read = http_head.read_answer(answer, habits)
        if isinstance(read, Failure) and habits.bare_at_default_port and self.url.port is None:
            return http_head.BARE if read.net_error == http_head.INVALID_STATUS_LINE else read
        unasked = isinstance(read, HttpResponse) and read.status == 101 and habits.awaits_more_after_101
        return http_head.SWITCHED if unasked else read

    def consult(self, rules: Iterable[Rule], step: Step) -> None:
        asked, broken = None, None
        for rule in rules:
            if rule.fault is not None:
                if rule.fault is not asked:
                    asked, broken = rule.fault, rule.fault(step)
                if broken != rule.id:
                    continue
            if rule.check is not None:
                for evidence in rule.check(step):
                    raise _BlockedError(rule, step, evidence)

    def local(self, url: ParsedUrl) -> Outcome:
        """What needs no network (https://fetch.spec.whatwg.org/#scheme-fetch): data: URLs, and about:blank where it
        opens."""
        if url.scheme == "about":
            return self.outcome("opaque")
        names = ("content-length", "content-type") if self.browser.name == "firefox" else ("content-type",)
        return self.outcome("allowed", exposed=names, status=200)

    # https://fetch.spec.whatwg.org/#concept-filtered-response
    def finish(self, response: HttpResponse) -> Outcome:
        late = preloads.late_lines(self.step("main"))
        made_by = self.request.made_by
        if response.status >= 400 and self.browser.name == "chromium" and made_by.printed and not made_by.in_worker:
            self.console.append(status_line(response))
        self.console.extend(late)
        readable = self.request.initiator != "fetch" or self.mode != "no-cors"
        if not readable and any(url.origin != self.request.origin for url in self.url_list):
            return self.outcome("opaque")
        return self.outcome("allowed", exposed=self.exposed(response), status=response.status)

    def exposed(self, response: HttpResponse) -> tuple[str, ...]:
        made_by = self.request.made_by
        if not (made_by.scripted and made_by.answered):
            return ()
        names = {name.lower() for name, _ in response.headers} - standard.FORBIDDEN_RESPONSE_HEADERS
        if self.browser.names_http_2 and response.http_version == "2":
            names.add("x-firefox-spdy")
        if self.cors:
            credentials = self.request.credentials == "include"
            lenient = self.browser.keeps_expose_wildcard and self.request.initiator == "fetch"
            if lenient and not credentials and wire.exposes_all(response):
                return tuple(sorted(names))
            listed = standard.cors_exposed_header_names(response, credentials=credentials)
            names &= standard.CORS_SAFELISTED_RESPONSE_HEADERS | listed
        return tuple(sorted(names))

    def blocked(self, blocked: _BlockedError) -> Outcome:
        rule, step, evidence = blocked.rule, blocked.step, blocked.evidence
        early = step.phase == "plan" and not self.exchanges and self.browser.name in self.request.made_by.throws
        refuses = rule.refuses or (rule.throws is not None and rule.throws(step))
        if rule.console is not None and self.browser.prints and self.request.made_by.printed and not refuses:
            lines = rule.console(step, evidence)
            in_worker = self.request.context != "document" or self.request.made_by.in_worker
            self.console.extend(worker_lines(step, lines) if in_worker else lines)
        waits = is_waiting(evidence) or (step.failure is not None and step.failure.code == "timeout")
        name: OutcomeName = (
            "refused" if refuses or early or self.throws(rule) else "unreachable" if waits else "blocked"
        )
        if preloads.fires_load(step, rule.id):
            name = "allowed"
        self.console.extend(preloads.late_lines(step, rule.id))
        return self.outcome(name, rule=rule.id, evidence=(evidence,))

    def lines(self) -> list[str]:
        return [*self.console, *policy_lines.unreported(self.request, self.browser.name)]

    def throws(self, rule: Rule) -> bool:
        """Whether the constructor itself fails, by the page's policy."""
        by_policy = rule.id == "content-security-policy-blocks" and len(self.url_list) == 1
        return by_policy and self.browser.name in self.request.made_by.throws_by_policy

    def outcome(
        self,
        name: OutcomeName,
        *,
        rule: str | None = None,
        evidence: tuple[Evidence, ...] = (),
        exposed: tuple[str, ...] = (),
        status: int | None = None,
    ) -> Outcome:
        return Outcome(
            browser=self.browser.name,
            outcome=name,
            rule=rule,
            evidence=evidence,
            console=tuple(self.lines()),
            exposed_headers=exposed,
            exchanges=tuple(self.exchanges),
            status=status,
        )
