"""The policies that every stack is proven with, and what a report knows of a server with headers of its own."""

from checks.cors.policy import CorsPolicy
from checks.fixes.situation import Situation

OLDER_HEADERS = Situation(sends_headers=True)

POLICIES = {
    "credentials": CorsPolicy(
        origins=("https://app.example.com",),
        methods=("GET", "POST", "PUT", "DELETE"),
        headers=("content-type", "authorization"),
        credentials=True,
        expose_headers=("X-Total-Count",),
    ),
    "several": CorsPolicy(
        origins=("https://app.example.com", "https://admin.example.com:8443", "capacitor://localhost"),
        methods=("GET", "PUT"),
        max_age=3600,
    ),
    "subdomains": CorsPolicy(
        origins=("https://app.example.com", "https://*.example.org"),
        methods=("GET", "PUT"),
        headers=("content-type",),
        credentials=True,
    ),
    "subdomains-only": CorsPolicy(
        origins=("https://*.example.org:8443", "http://*.example.net"),
        methods=("GET",),
        expose_headers=("X-Total-Count",),
    ),
    "public": CorsPolicy(
        origins=("*",),
        methods=("GET", "PUT"),
        headers=("content-type", "x_request-id"),
        expose_headers=("X-Total-Count", "ETag"),
        max_age=86400,
    ),
}
