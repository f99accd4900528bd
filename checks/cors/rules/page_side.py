"""Causes on the page's side: an extension or an app makes the request, a blocker stops it, a login is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors import blockers
from checks.cors.app_pages import app_of, is_extension, own_part, real_url
from checks.cors.failure import failed
from checks.cors.journey import Journey, failure_of
from checks.cors.logins import begins_login
from checks.cors.model import Evidence, Finding
from checks.cors.plan import is_cross_origin
from checks.cors.rules import examples as x
from checks.cors.rules.base import Confidence, Example, Hop, Severity, advice
from checks.cors.rules.network import lines
from checks.cors.step import Step

_EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
_OWN = "capacitor://localhost/_capacitor_http_interceptor_?u=https%3A%2F%2Fapi.example.com%2Fitems"
_LOGIN = "{lab}{path}?response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example.com%2Fback"
_BY_ORIGIN = ("allow-origin-missing",)


def _marked(field: str, value: str, by: str, /, **args: str) -> Evidence:
    """A field of the request with the part of it that says so, in whatever capitals."""
    start = max(0, value.lower().find(by.lower()))
    return Evidence(field=field, value=value, span=(start, start + len(by)), args=tuple(args.items()))


@advice(
    "extension-page",
    Severity.INFO,
    when=failed,
    title="A browser extension sends the request",
    label="an extension's own page: CORS does not apply to hosts in its host_permissions",
    remedy="Add the host to host_permissions in the manifest, and fetch from the extension's page or background.",
    spec="https://developer.chrome.com/docs/extensions/develop/concepts/network-requests",
    mdn="../API/Request/mode",
    broken=x.simple(x.reply(), origin=_EXTENSION),
    right=x.allowing(_EXTENSION, page=_EXTENSION),
    explains=_BY_ORIGIN,
)
def extension_page(journey: Journey) -> Iterator[Finding]:
    """
    With the host in host_permissions, an extension's pages and its background (the service worker) can read every
    response. In Firefox and Safari the user grants the host; until then the request is treated like any page's,
    preflight included. A content script always counts as the page it runs in: send a message to the background and
    fetch there.
    """
    if failed(journey) and is_extension(journey.request.origin):
        yield Finding("extension-page", (_marked("origin", journey.request.origin, journey.request.origin),))


@advice(
    "app-page",
    Severity.INFO,
    when=failed,
    confidence=Confidence.INFERRED,
    title="An app's web view sends the request",
    label="a page of {app}{others}",
    remedy="Allow the app's origin on every system it runs on, or send the request from its native side.",
    spec="origin-header",
    mdn="Reference/Headers/Origin",
    broken=x.simple(x.reply(), origin="tauri://localhost"),
    right=x.allowing("tauri://localhost", page="tauri://localhost"),
    explains=_BY_ORIGIN,
)
def app_page(journey: Journey) -> Iterator[Finding]:
    """
    Capacitor, Ionic, Cordova, Tauri and Electron show their own pages, whose origin is the same for every app built
    with them and differs between systems: a list with one system's origin fails on the others. CORS does not apply to
    native code, which can send the request instead (CapacitorHttp, @tauri-apps/plugin-http, net.fetch in Electron's
    main process, cordova-plugin-advanced-http).
    """
    app = app_of(journey.request.origin) if failed(journey) else None
    if app is not None:
        others = f": {app.others}; or {app.way}" if app.others else f": {app.way}"
        origin = journey.request.origin
        yield Finding("app-page", (_marked("origin", origin, origin, app=app.name, others=others),))


@advice(
    "app-own-url",
    Severity.INFO,
    title="The URL belongs to the app itself, not to the API",
    label="the app itself responds to {part}{real}",
    remedy="Open the app from its own origin, without live reload (server.url), or call the API's URL itself.",
    spec="http-scheme",
    mdn="Guides/CORS/Errors/CORSRequestNotHttp",
    broken=x.unsent(_OWN),
    right=x.unsent(),
    explains=("url-not-http",),
)
def app_own_url(journey: Journey) -> Iterator[Finding]:
    """
    Capacitor's http plugin sends fetch through URLs such as _capacitor_http_interceptor_, its files are under
    _capacitor_file_, and Tauri's commands are at ipc.localhost. The app responds to these for pages of its own origin.
    With live reload, or on the web, the page has another origin and the response no CORS headers. The API never saw the
    request.
    """
    url = journey.request.url
    part = own_part(url)
    if part and not url.startswith(f"{journey.request.origin}/"):
        real = f" in place of {real_url(url)}" if real_url(url) else ""
        yield Finding("app-own-url", (_marked("url", url, part, part=part, real=real),))


@advice(
    "login-page-fetched",
    Severity.INFO,
    when=failed,
    confidence=Confidence.INFERRED,
    title="A script fetches a login URL",
    label="{part} begins a login, which is a page for a person",
    remedy="Navigate there (location.href, or a link) instead of fetching it.",
    spec="http-redirect-fetch",
    mdn="Guides/CORS",
    broken=Example((Hop(x.reply()),), {}, _LOGIN),
    right=Example((Hop(x.READABLE),), {}, _LOGIN),
    explains=_BY_ORIGIN,
)
def login_page_fetched(journey: Journey) -> Iterator[Finding]:
    """
    The URL that begins an OAuth, OpenID Connect or SAML login returns a page and its cookies, and sends the browser
    back after the login. Login services send no CORS headers there, and a script could not show the page anyway. Only
    their other URLs, for tokens and keys, are for scripts.
    """
    url = journey.request.url
    part = begins_login(url)
    if part and failed(journey):
        yield Finding("login-page-fetched", (_marked("url", url, part, part=part),))


def _stopped(step: Step) -> Iterator[Evidence]:
    failure = step.failure
    if failure is not None and failure.net_error in blockers.STOPPED:
        yield Evidence(step.exchange, field="failure", value=failure.net_error, args=_who(failure.net_error))


def _who(error: str) -> tuple[tuple[str, str], ...]:
    by = "an administrator's policy" if error == "ERR_BLOCKED_BY_ADMINISTRATOR" else "an extension such as a blocker"
    return (("said", f"{by} stopped it in the browser; nothing was sent"),)


@advice(
    "blocked-by-client",
    Severity.INFO,
    check=_stopped,
    console=lines,
    title="A blocker in the browser stops requests like this one",
    label="{said}",
    remedy="Try a private window without extensions; for anything that is not tracking, use names that are not on "
    "blocklists.",
    spec="https://developer.chrome.com/docs/extensions/reference/api/declarativeNetRequest",
    broken=Example((Hop(x.READABLE),), {}, "{lab}{path}?sentry_key=0123456789abcdef"),
    right=x.simple(x.READABLE),
)
def blocked_by_client(journey: Journey) -> Iterator[Finding]:
    """
    Ad and tracking blockers, as extensions or built into the browser, stop requests before they are sent. Chromium says
    net::ERR_BLOCKED_BY_CLIENT; Firefox says that the CORS request did not succeed, with status (null); Safari names a
    content blocker. The script sees the same as for CORS, and no response header helps. Blocklists match names of
    services and words in a path, so they catch harmless URLs too.
    """
    if any(outcome.rule == "blocked-by-client" for outcome in journey.outcomes.values()):
        return
    for number, exchange in enumerate(journey.exchanges):
        failure = failure_of(exchange.answer)
        if failure is not None and failure.net_error in blockers.STOPPED and exchange.probe is None:
            evidence = Evidence(number, field="failure", value=failure.net_error, args=_who(failure.net_error))
            yield Finding("blocked-by-client", (evidence,))
            return
    url = journey.request.url
    word = blockers.word_in(url)
    if word and is_cross_origin(journey.request):
        said = f"{word} is on common blocklists"
        yield Finding("blocked-by-client", (_marked("url", url, word, said=said),), confidence=Confidence.INFERRED)
