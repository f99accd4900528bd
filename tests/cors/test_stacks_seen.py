"""Which stack an answer names, and how sure that is."""

from __future__ import annotations

from typing import get_args

import pytest

from checks.cors import stacks_seen as module
from checks.cors.stacks_seen import Seen, stacks_seen


@pytest.mark.parametrize(
    ("headers", "stacks"),
    [
        ([], []),
        ([["Server", "unheard-of"]], []),
        ([["Server", "nginx"], ["X-Powered-By", "Express"]], [("express", "certain"), ("nginx", "certain")]),
        (
            [["Server", "cloudflare"], ["X-Vercel-Id", "fra1::x"]],
            [("vercel", "certain"), ("cloudflare-workers", "guess")],
        ),
        (
            [["Set-Cookie", "JSESSIONID=1; Path=/"], ["Server", "nginx"]],
            [("nginx", "certain"), ("servlet-filter", "guess")],
        ),
        ([["Set-Cookie", "x=connect.sid"]], []),
        ([["server", "Apache/2.4 (Debian)"]], [("apache", "certain")]),
        ([["Server", "Apache-Coyote/1.1"]], [("tomcat", "certain")]),
    ],
)
def test_headers_name_stacks(headers: list[list[str]], stacks: list[tuple[str, str]]) -> None:
    seen = stacks_seen([{"response": None}, {"response": {"status": 200, "headers": headers}}])
    assert [(item.stack, item.confidence) for item in seen] == stacks


def test_a_cookie_s_value_is_not_repeated() -> None:
    answers = [{"response": {"status": 200, "headers": [["Set-Cookie", "connect.sid=secret; Path=/"]]}}]
    expected = Seen("express", "application", "likely", 0, "Set-Cookie", "connect.sid")
    assert stacks_seen(answers) == [expected]


SIGNS = [
    ("X-Powered-By", "Next.js", "nextjs", "application", "certain"),
    ("X-Powered-By", "Express", "express", "application", "certain"),
    ("X-Powered-By", "PHP/8.3.6", "php", "application", "certain"),
    ("X-Powered-By", "ASP.NET", "aspnet-core", "application", "likely"),
    ("X-AspNet-Version", "4.0.30319", "aspnet-core", "application", "likely"),
    ("Server", "Kestrel", "aspnet-core", "application", "certain"),
    ("Server", "Werkzeug/3.0.1 Python/3.11.7", "flask", "application", "certain"),
    ("Server", "uvicorn", "fastapi", "application", "likely"),
    ("Server", "hypercorn-h11", "fastapi", "application", "likely"),
    ("Server", "TornadoServer/6.4", "tornado", "application", "certain"),
    ("Server", "Python/3.11 aiohttp/3.9.1", "aiohttp", "application", "certain"),
    ("Server", "WSGIServer/0.2 CPython/3.11.7", "django-cors-headers", "application", "likely"),
    ("Server", "puma 6.4.2", "rails", "application", "likely"),
    ("Server", "WEBrick/1.8.1", "rails", "application", "likely"),
    ("X-Runtime", "0.004321", "rails", "application", "likely"),
    ("Server", "Apache-Coyote/1.1", "tomcat", "application", "certain"),
    ("Server", "Jetty(11.0.20)", "servlet-filter", "application", "certain"),
    ("Set-Cookie", "connect.sid=x; Path=/", "express", "application", "likely"),
    ("Set-Cookie", "laravel_session=x", "laravel", "application", "certain"),
    ("Set-Cookie", "csrftoken=x", "django-cors-headers", "application", "likely"),
    ("Set-Cookie", "PHPSESSID=x", "php", "application", "likely"),
    ("Set-Cookie", "ASP.NET_SessionId=x", "aspnet-core", "application", "likely"),
    ("Set-Cookie", ".AspNetCore.Antiforgery.abc=x", "aspnet-core", "application", "likely"),
    ("Set-Cookie", "rack.session=x", "rack", "application", "likely"),
    ("Set-Cookie", "JSESSIONID=x", "servlet-filter", "application", "guess"),
    (
        "Vary",
        "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
        "spring-boot",
        "application",
        "guess",
    ),
    ("Content-Type", "application/vnd.spring-boot.actuator.v3+json", "spring-boot", "application", "certain"),
    ("x-amzn-ErrorType", "ForbiddenException", "aws-api-gateway", "platform", "certain"),
    ("Apigw-Requestid", "JabcdefgIAMEVtQ=", "aws-api-gateway", "platform", "certain"),
    ("x-amz-apigw-id", "JabcdefgIAMFZoQ=", "aws-api-gateway", "platform", "certain"),
    ("x-amzn-RequestId", "1b2c3d4e", "aws-api-gateway", "platform", "likely"),
    ("Server", "AmazonS3", "aws-s3", "platform", "certain"),
    ("X-Vercel-Id", "fra1::abc", "vercel", "platform", "certain"),
    ("Server", "Netlify", "netlify", "platform", "certain"),
    ("X-Nf-Request-Id", "01H", "netlify", "platform", "certain"),
    ("Server", "Caddy", "caddy", "proxy", "certain"),
    ("Via", "1.1 Caddy", "caddy", "proxy", "certain"),
    ("Server", "envoy", "envoy", "proxy", "certain"),
    ("X-Envoy-Upstream-Service-Time", "3", "envoy", "proxy", "certain"),
    ("Server", "lighttpd/1.4.69", "lighttpd", "proxy", "certain"),
    ("Server", "Apache/2.4.58 (Debian)", "apache", "proxy", "certain"),
    ("Server", "nginx/1.24.0", "nginx", "proxy", "certain"),
    ("Server", "openresty", "nginx", "proxy", "certain"),
    ("X-Varnish", "32770", "varnish", "proxy", "certain"),
    ("Via", "1.1 varnish (Varnish/7.1)", "varnish", "proxy", "certain"),
    ("Server", "cloudflare", "cloudflare-workers", "proxy", "guess"),
]


@pytest.mark.parametrize(("name", "value", "stack", "layer", "confidence"), SIGNS)
def test_a_server_is_known_by_what_it_says_of_itself(
    name: str, value: str, stack: str, layer: str, confidence: str
) -> None:
    (seen,) = stacks_seen([{"response": {"status": 200, "headers": [[name, value]]}}])
    assert (seen.stack, seen.layer, seen.confidence) == (stack, layer, confidence)
    assert (seen.exchange, seen.header) == (0, name)


def test_every_sign_is_seen_in_some_answer() -> None:
    seen = {(name.lower(), stack, layer, confidence) for name, _, stack, layer, confidence in SIGNS}
    assert {(sign.header, sign.stack, sign.layer, sign.confidence) for sign in module.SIGNS} == seen


def test_the_surest_sign_of_a_stack_counts() -> None:
    headers = [["Set-Cookie", "connect.sid=x"], ["X-Powered-By", "Express"], ["Set-Cookie", "connect.sid=y"]]
    (seen,) = stacks_seen([{"response": {"status": 200, "headers": headers}}])
    assert (seen.confidence, seen.header) == ("certain", "X-Powered-By")


def test_every_sign_says_where_its_stack_stands_and_how_sure_it_is_in_words_of_ours() -> None:
    assert {sign.layer for sign in module.SIGNS} <= set(get_args(module.Layer))
    assert {sign.confidence for sign in module.SIGNS} <= set(get_args(module.Confidence))
