"""The topics of `/learn/`, each with the rules whose broken examples show what its page says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of prose, `templates/learn/<id>.html`; `rules` are those whose broken examples show what it says."""

    id: str
    title: str
    about: str
    rules: tuple[str, ...]


_LISTED = (
    Topic(
        "basics",
        "Origins, and who enforces what",
        "An origin is the scheme, host and port of a URL. CORS lets a server allow pages of other origins to read "
        "its responses.",
        (
            "allow-origin-missing",
            "allow-origin-as-request-header",
            "allow-origin-mismatch",
            "allow-origin-host-spelling",
            "same-origin",
        ),
    ),
    Topic(
        "preflight",
        "Preflights",
        "A preflight is the OPTIONS request a browser sends first, to ask permission. What causes one, what the "
        "server must send, and how to need fewer.",
        (
            "preflight-auth",
            "preflight-forbidden",
            "preflight-not-routed",
            "preflight-status",
            "preflight-redirect",
            "header-not-allowed",
            "method-not-allowed",
            "max-age-missing",
        ),
    ),
    Topic(
        "credentials",
        "Credentials and cookies",
        "Credentials are cookies, HTTP logins and client certificates. How a page sends them, what the server must "
        "allow, and why a cookie is not sent.",
        (
            "allow-origin-wildcard-credentials",
            "allow-credentials-missing",
            "cookie-samesite",
            "cookie-third-party",
        ),
    ),
    Topic(
        "failures",
        "When it fails",
        "A CORS failure shows your code a network error without a reason. Where to find the reason, and how to tell "
        "CORS from other causes.",
        ("allow-origin-only-preflight", "allow-origin-missing-on-error", "request-failed", "url-no-scheme"),
    ),
    Topic(
        "redirects",
        "Redirects, null and opaque responses",
        "A redirect is checked at every hop. What each response needs, where the origin null comes from, and what "
        "no-cors is good for.",
        (
            "redirect-origin-null",
            "redirect-allow-origin-missing",
            "redirect-loop",
            "redirect-key-forwarded",
            "null-origin-allowed",
            "no-cors-opaque",
        ),
    ),
    Topic(
        "https-and-localhost",
        "HTTPS and localhost",
        "Mixed content is an http request from an https page. That, certificates, and why what works on localhost "
        "fails in production.",
        (
            "mixed-content",
            "application-unaware-of-tls",
            "request-never-answered",
            "tls-invalid",
            "local-network-permission",
            "hsts-upgrade",
            "url-localhost-on-the-web",
            "origin-localhost",
        ),
    ),
    Topic(
        "apps-and-extensions",
        "Apps, extensions and blockers",
        "The page's own side can change or stop a request before it reaches your API: an app's web view, an "
        "extension, a blocker, a library. No server header helps.",
        (
            "extension-page",
            "app-page",
            "app-own-url",
            "blocked-by-client",
            "login-page-fetched",
            "library-headers",
            "keepalive-body-too-large",
        ),
    ),
    Topic(
        "protocols",
        "Protocols that need more",
        "A protocol such as MCP, gRPC-Web, tus or S3 needs more allowed and exposed than its first request shows.",
        ("contract-header-not-exposed", "contract-request-not-allowed"),
    ),
    Topic(
        "fixing",
        "Fixing CORS",
        "CORS is fixed on the server that responds, or avoided with a proxy. Your own server, somebody else's, "
        "development, and apps with a web view.",
        ("vary-origin-missing", "cors-added-twice", "expose-missing", "origin-not-listed"),
    ),
    Topic(
        "security",
        "What CORS protects, and what it does not",
        "CORS protects visitors: it decides which sites may read a response with their cookies. Why reflecting every "
        "origin is a hole, which patterns let strangers in, and when * is right.",
        (
            "origin-reflected-credentials",
            "origin-prefix-match",
            "origin-unescaped-dot",
            "origin-any-subdomain",
            "origin-scheme-downgrade",
            "wildcard-internal",
            "cors-is-not-auth",
        ),
    ),
)
TOPICS = {topic.id: topic for topic in _LISTED}


def topic_of(rule_id: str) -> Topic | None:
    """The page that explains what a rule is about, where there is one."""
    return next((topic for topic in TOPICS.values() if rule_id in topic.rules), None)
