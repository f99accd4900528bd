"""One sentence for each cause: what in the facts of a console's lines leads to it, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from checks.cors.added_headers import adder_of
from checks.inputs.console import page_side, redirects, statuses
from checks.inputs.console.facts import Facts
from checks.inputs.console.sentences_beside import BESIDE

Sentence = Callable[[Facts], str]
_MULTIPLE = (
    "Access-Control-Allow-Origin has more than one value, usually because a proxy and the application both add "
    "it: remove it from one of them."
)
_CREDENTIALS = (
    'The request includes credentials (withCredentials, credentials: "include"), and the response has no '
    "Access-Control-Allow-Credentials: true: have the server send it, or leave the credentials out."
)
_LOCAL = (
    "The browser asks the user before a public page may reach the local network, and the permission was refused: "
    "allow “local network access” in the site's settings. No server header helps."
)
_ELEMENT = (
    'This use (an integrity attribute, a canvas) needs CORS: set crossorigin="anonymous" on the element before '
    "its src, and have the server send Access-Control-Allow-Origin."
)


def _where(facts: Facts) -> str:
    return f"The response of {facts.at}" if facts.url else "The response"


def _page(facts: Facts) -> str:
    if facts.origin == "null":
        return "the page's origin, once it is served over http"
    return facts.origin or "the page's origin"


def _missing(facts: Facts) -> str:
    if facts.preflight:
        return (
            f"The response to the preflight (OPTIONS){_at(facts)} has no Access-Control-Allow-Origin: have the server "
            f"send it there with {_page(facts)}, before anything else handles the request."
        )
    status = f" (status {facts.status})" if facts.status else ""
    return f"{_where(facts)}{status} has no Access-Control-Allow-Origin: have its server send it with {_page(facts)}."


def _at(facts: Facts) -> str:
    return f" of {facts.at}" if facts.url else ""


def _on_error(facts: Facts) -> str:
    if not facts.status:
        return (
            f"If the response{_at(facts)} is an error (see the Network panel), fix that first: servers often "
            "leave the CORS headers out of their error responses."
        )
    return (
        f"{_where(facts)} has status {facts.status} and no CORS headers: look into that error first, and have the "
        "server set the headers on its error responses too."
    )


def _no_route(facts: Facts) -> str:
    status = f" with status {facts.status}" if facts.status else " with an error status"
    forbidden = " (gateways send 403 for a method they do not know)" if facts.status == 403 else ""
    return (
        f"The preflight (OPTIONS){_at(facts)} failed{status}{forbidden}: most likely nothing there handles "
        "OPTIONS. Let the CORS middleware or a route respond to OPTIONS with 204 and the CORS headers, and check "
        "the URL."
    )


def _preflight_auth(facts: Facts) -> str:
    got = f"The preflight{_at(facts)} got status {facts.status}" if facts.status else "If the server requires a login"
    return f"{got}: a preflight never carries credentials, so let OPTIONS through before authentication."


def _preflight_forbidden(facts: Facts) -> str:
    return (
        f"The preflight{_at(facts)} got status 403, which gives no reason: find out which layer handles OPTIONS, "
        "and have it allow this origin, method and headers."
    )


def _preflight_status(facts: Facts) -> str:
    status = f"status {facts.status}, which is not" if facts.status else "a status that is not"
    return f"The preflight{_at(facts)} got {status} from 200 to 299: see how the server handles OPTIONS."


def _trailing_slash(facts: Facts) -> str:
    value = f"‘{facts.value}’" if facts.value else "The value"
    return f"{value} ends with a slash or a path, and an origin has none: have the server send it without."


def _mismatch(facts: Facts) -> str:
    if not facts.value:
        return f"The server may send a different origin in Access-Control-Allow-Origin: have it send {_page(facts)}."
    page = f"the page is {facts.origin}: have it send that one" if facts.origin else "that is not the page's origin"
    sent = f"The server sends ‘{facts.value[:80]}’ in Access-Control-Allow-Origin, and {page}."
    if not (facts.origin and facts.value.startswith("http")):
        return sent
    return f"{sent} If that is another page of yours, a cache may have kept its response: add Vary: Origin."


def _invalid(facts: Facts) -> str:
    value = (facts.value or "").strip()
    if value in ("", "(null)"):
        return f"Access-Control-Allow-Origin is empty or not an origin: have the server send {_page(facts)}."
    return (
        f"‘{value[:80]}’ in Access-Control-Allow-Origin is not an origin, which is a scheme and a host and "
        f"nothing after: have the server send {_page(facts)}."
    )


def _wildcard(facts: Facts) -> str:
    return (
        f"The request includes credentials, and the server sends *: have it send {_page(facts)} and "
        "Access-Control-Allow-Credentials: true, or leave the credentials out of the request."
    )


def _header(facts: Facts) -> str:
    name = facts.header or "a request header"
    adder = adder_of(name)
    if adder is not None:
        kind = "a tracing library" if adder.traces else "a library"
        return (
            f"{name} usually comes from {kind}, not from your own code: {adder.who}. To remove it from this "
            f"request: {adder.how}. Or have the server list it in Access-Control-Allow-Headers."
        )
    if name.lower().startswith("access-control-"):
        return f"{name} is a response header: remove it from the request, and have the server send it."
    return (
        f"The page sends {name}, and the preflight's response does not list it: add it to "
        "Access-Control-Allow-Headers on the server, or send the request without it."
    )


def _method(facts: Facts) -> str:
    method = facts.method or "the method"
    return f"The preflight's response does not list {method}: add it to Access-Control-Allow-Methods on the server."


def _lowercase(facts: Facts) -> str:
    method = facts.method or "patch"
    return f"The page uses ‘{method}’ in lowercase, which browsers do not change: write {method.upper()} in its code."


def _no_answer(facts: Facts) -> str:
    parts = ["there was no usable response, so CORS is not what failed"]
    if facts.url.startswith("https:") and facts.target_space in ("local", "loopback"):
        parts.append("Open the URL in a tab to see whether its certificate is accepted")
    else:
        parts.append("Open the URL in a tab to see whether the server responds")
    parts.append("and try it without extensions: an ad blocker or another browser extension prints the same")
    return f"{facts.at or 'The request'}: {parts[0]}. {parts[1]}, {parts[2]}."


def _certificate(facts: Facts) -> str:
    return (
        f"The certificate of {facts.at or 'the server'} may not be accepted: open the URL in a tab, and see "
        "whether the browser warns."
    )


def _not_http(facts: Facts) -> str:
    scheme = facts.scheme or facts.url.partition(":")[0]
    if scheme == "file" or facts.url.startswith("file:"):
        return (
            "The page or the file was opened from disk (file:): serve them with a local web server and open "
            "http://localhost."
        )
    shown = f"‘{scheme}’" if scheme else "The URL's scheme"
    return (
        f"{shown} is not a scheme that browsers request across origins: use http or https, or register the scheme "
        "with CORS and fetch in the app."
    )


def _mixed(facts: Facts) -> str:
    return (
        f"The page is on https and requests {facts.at or 'an http URL'}: request it over https. If your code "
        "already says https, a redirect leads back to http: an application behind a proxy believes it is on http "
        "until it trusts X-Forwarded-Proto."
    )


def _csp(facts: Facts) -> str:
    name = facts.directive.split(" ")[0].strip("\"'“”(") if facts.directive else "connect-src"
    if name == "default-src":
        name = f"{_DIRECTIVES.get(facts.initiator, 'connect-src')} (which default-src stands in for)"
    return (
        f"The page's own Content-Security-Policy forbids it, so nothing was sent: add the host to {name} in the "
        "page's policy. This is not CORS."
    )


_DIRECTIVES = {"font": "font-src", "image": "img-src", "script": "script-src", "stylesheet": "style-src"}


def _mime(facts: Facts) -> str:
    kind = f" ({facts.mime})" if facts.mime else ""
    return (
        f"The response has a type{kind} that is not accepted there: check that the URL leads to the file and not "
        "to an HTML page, and set its Content-Type."
    )


def _opaque(facts: Facts) -> str:
    kind = f" ({facts.mime})" if facts.mime else ""
    return (
        f"An element without crossorigin may not load this response{kind} from another origin: see what the URL "
        "returns, often an HTML page or an error."
    )


def _expose(facts: Facts) -> str:
    name = facts.header or "The header"
    return f"{name} is not exposed: have the server list it in Access-Control-Expose-Headers."


def _forbidden(facts: Facts) -> str:
    return f"{facts.header or 'This header'} is set by the browser itself: remove it from your code."


WHY: dict[str, Sentence | str] = {
    **BESIDE,
    **page_side.WHY,
    "allow-origin-missing": _missing,
    "allow-origin-only-preflight": (
        "If a preflight passed before it, its headers do not count for the request itself: have the server send "
        "Access-Control-Allow-Origin on the main response too."
    ),
    "allow-origin-missing-on-error": _on_error,
    "redirect-allow-origin-missing": redirects.unreadable,
    "gateway-error": statuses.gateway,
    "request-too-large": statuses.TOO_LARGE,
    "login-answer-without-cors": statuses.login_answer,
    "application-error": statuses.application,
    "rate-limited": statuses.RATE,
    "preflight-not-routed": _no_route,
    "options-not-wired": _no_route,
    "preflight-auth": _preflight_auth,
    "preflight-forbidden": _preflight_forbidden,
    "auth-before-cors": _preflight_auth,
    "preflight-status": _preflight_status,
    "preflight-redirect": redirects.preflight,
    "url-not-canonical": redirects.CANONICAL,
    "redirect-to-login": redirects.login,
    "allow-origin-trailing-slash": _trailing_slash,
    "allow-origin-mismatch": _mismatch,
    "allow-origin-scheme-differs": _mismatch,
    "allow-origin-host-spelling": _mismatch,
    "allow-origin-file": _mismatch,
    "allow-origin-invalid": _invalid,
    "allow-origin-multiple-values": _MULTIPLE,
    "allow-origin-multiple-headers": _MULTIPLE,
    "allow-origin-wildcard-credentials": _wildcard,
    "allow-credentials-missing": _CREDENTIALS,
    "allow-credentials-not-true": _CREDENTIALS,
    "header-not-allowed": _header,
    "tracing-headers": _header,
    "library-headers": _header,
    "allow-origin-as-request-header": _header,
    "method-not-allowed": _method,
    "method-lowercase": _lowercase,
    "request-failed": _no_answer,
    "tls-invalid": _certificate,
    "url-not-http": _not_http,
    "mixed-content": _mixed,
    "local-network-permission": _LOCAL,
    "content-security-policy-blocks": _csp,
    "mime-type-blocked": _mime,
    "stylesheet-type-blocked": _mime,
    "opaque-response-blocked": _opaque,
    "expose-missing": _expose,
    "header-forbidden": _forbidden,
    "element-crossorigin": _ELEMENT,
}
