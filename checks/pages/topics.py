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
        "What an origin is, which requests CORS concerns, and on which side its headers belong.",
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
        "What causes one, what has to answer it, how to send one by hand and how to need fewer.",
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
        "How a page includes them, what the server then has to answer, and why a cookie stays away.",
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
        "What script sees, how to read the console and the Network panel, and what is not CORS at all.",
        ("allow-origin-only-preflight", "allow-origin-missing-on-error", "request-failed", "url-no-scheme"),
    ),
    Topic(
        "redirects",
        "Redirects, null and opaque answers",
        "What each hop needs, where the origin null comes from, and what no-cors is good for.",
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
        "Mixed content, certificates, and why what works on your machine fails elsewhere.",
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
        "What the page's own side does to a request, which no header of the server changes.",
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
        "What MCP, gRPC-Web, tus, S3 and others need allowed and exposed beyond the first request.",
        ("contract-header-not-exposed", "contract-request-not-allowed"),
    ),
    Topic(
        "fixing",
        "Mending it",
        "With a server of your own, with one of somebody else, during development, and in an app's web view.",
        ("vary-origin-missing", "cors-added-twice", "expose-missing", "origin-not-listed"),
    ),
    Topic(
        "security",
        "What protects whom, and what CORS does not",
        "Why echoing every origin is a hole, which patterns let strangers in, and when * is right.",
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
