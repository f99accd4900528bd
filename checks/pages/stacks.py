"""Which server's configuration to show first: the one that the answers' own headers name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from checks.fixes import STACKS

# From the application outwards: a framework behind nginx is where CORS is usually decided.
SIGNS: Sequence[tuple[str, str, str]] = (
    ("x-powered-by", r"express", "express"),
    ("x-powered-by", r"php", "php"),
    ("x-powered-by", r"asp\.net", "aspnet-core"),
    ("x-aspnet-version", r"", "aspnet-core"),
    ("server", r"kestrel", "aspnet-core"),
    ("server", r"werkzeug", "flask"),
    ("server", r"uvicorn|hypercorn", "fastapi"),
    ("server", r"tornado", "tornado"),
    ("server", r"aiohttp", "aiohttp"),
    ("server", r"wsgiserver", "django-cors-headers"),
    ("server", r"puma|webrick", "rails"),
    ("x-runtime", r"\d", "rails"),
    ("server", r"tomcat|coyote", "tomcat"),
    ("server", r"jetty", "servlet-filter"),
    ("x-amzn-requestid", r"", "aws-api-gateway"),
    ("apigw-requestid", r"", "aws-api-gateway"),
    ("server", r"amazons3", "aws-s3"),
    ("x-vercel-id", r"", "vercel"),
    ("server", r"netlify", "netlify"),
    ("server", r"caddy", "caddy"),
    ("server", r"envoy", "envoy"),
    ("server", r"lighttpd", "lighttpd"),
    ("server", r"apache", "apache"),
    ("server", r"nginx|openresty", "nginx"),
    ("x-varnish", r"", "varnish"),
    ("server", r"cloudflare", "cloudflare-workers"),
)


FAMILIES: Mapping[str, str] = {
    "node": "Node.js",
    "python": "Python",
    "web-server": "Web servers",
    "php": "PHP",
    "go": "Go",
    "ruby": "Ruby",
    "jvm": "Java",
    "dotnet": ".NET",
    "rust": "Rust",
    "edge": "Edge functions",
    "cloud": "Cloud services",
    "development": "A proxy of your own",
}


def likely_stack(document: Mapping[str, Any]) -> str | None:
    """The id of the stack that an answer names; None where none does."""
    headers = [
        (name.lower(), value.lower())
        for exchange in document["exchanges"]
        if exchange.get("response")
        for name, value in exchange["response"]["headers"]
    ]
    for sign, pattern, stack in SIGNS:
        if any(name == sign and re.search(pattern, value) for name, value in headers):
            return stack
    return None


def chosen_fix(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The fix to show first: the likely stack's, else the first."""
    fixes, likely = document.get("fixes", []), likely_stack(document)
    return next((fix for fix in fixes if fix["stack"] == likely), fixes[0] if fixes else None)


def by_family(fixes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Fixes under the headings of their stacks' families; what is no longer a stack stands under Others."""
    groups: dict[str, list[Mapping[str, Any]]] = {name: [] for name in (*FAMILIES.values(), "Others")}
    for fix in fixes:
        stack = STACKS.get(fix["stack"])
        groups[FAMILIES[stack.family] if stack else "Others"].append(fix)
    return [(name, members) for name, members in groups.items() if members]
