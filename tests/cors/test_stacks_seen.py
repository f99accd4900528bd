"""Which stack an answer names, and how sure that is."""

from __future__ import annotations

from typing import get_args

import pytest

from checks.cors import stack_signs as module
from checks.cors.document import exchange_json
from checks.cors.model import Exchange, HttpRequest, RawResponse
from checks.cors.phrases import PHRASES
from checks.cors.stacks_seen import Seen, front_seen, leading, stacks_seen
from checks.secrets.redaction import redact


@pytest.mark.parametrize(
    ("headers", "stacks"),
    [
        ([], []),
        ([["Server", "unheard-of"]], []),
        ([["Server", "nginx"], ["X-Powered-By", "Express"]], [("express", "certain"), ("nginx", "certain")]),
        ([["Server", "cloudflare"], ["X-Vercel-Id", "fra1::x"]], [("vercel", "certain")]),
        ([["Server", "cloudflare"]], []),
        (
            [["Set-Cookie", "JSESSIONID=1; Path=/"], ["Server", "nginx"]],
            [("nginx", "certain"), ("spring-boot", "guess"), ("servlet-filter", "guess")],
        ),
        (
            [["Server", "gunicorn"], ["Set-Cookie", "csrftoken=x; Path=/"]],
            [("django-cors-headers", "likely"), ("flask", "guess"), ("fastapi", "guess")],
        ),
        ([["Via", "1.1 varnish"], ["X-Served-By", "cache-fra-1"]], []),
        ([["Set-Cookie", "x=connect.sid"]], []),
        ([["server", "Apache/2.4 (Debian)"]], [("apache", "certain")]),
        ([["Server", "Apache-Coyote/1.1"]], [("tomcat", "certain")]),
        ([["Server", "Apache Tomcat/10.1"]], [("tomcat", "certain")]),
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
    ("X-Powered-By", "Sails <sailsjs.com>", "express", "application", "likely"),
    ("X-Powered-By", "Strapi <strapi.io>", "koa", "application", "likely"),
    ("X-Powered-By", "Servlet/6.0", "servlet-filter", "application", "likely"),
    ("X-Powered-By", "Phusion Passenger(R) 6.0.18", "rails", "application", "guess"),
    ("X-NextJS-Cache", "HIT", "nextjs", "application", "likely"),
    ("X-AspNetMvc-Version", "5.2", "aspnet-core", "application", "likely"),
    ("X-Application-Context", "application:8080", "spring-boot", "application", "likely"),
    ("X-Drupal-Cache", "HIT", "php", "application", "likely"),
    ("X-Generator", "Drupal 10", "php", "application", "likely"),
    ("Server", "Microsoft-IIS/10.0", "aspnet-core", "application", "guess"),
    ("Server", "Microsoft-HTTPAPI/2.0", "aspnet-core", "application", "guess"),
    ("Server", "daphne", "django-cors-headers", "application", "likely"),
    ("Server", "WildFly/26", "servlet-filter", "application", "likely"),
    ("Server", "LiteSpeed", "apache-htaccess", "proxy", "likely"),
    ("Set-Cookie", "koa.sess=x", "koa", "application", "likely"),
    ("Set-Cookie", "__Secure-next-auth.session-token=x", "nextjs", "application", "likely"),
    ("Set-Cookie", "sessionid=x", "django-cors-headers", "application", "guess"),
    ("Set-Cookie", "ci_session=x", "php", "application", "likely"),
    ("Set-Cookie", ".ASPXAUTH=x", "aspnet-core", "application", "likely"),
    ("Set-Cookie", "_my_shop_session=x", "rails", "application", "likely"),
    ("Set-Cookie", "SESSION=x", "spring-boot", "application", "guess"),
    ("Set-Cookie", "_gorilla_csrf=x", "go", "application", "likely"),
    ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate", "spring-boot", "application", "guess"),
    ("ETag", 'W/"2f-xR1rDaHBlIX7kJ3Wgo7Q0vNxYzA"', "express", "application", "likely"),
    ("Server", "Vercel", "vercel", "platform", "certain"),
    ("Server", "HAProxy", "haproxy", "proxy", "certain"),
]
SEVERAL = [
    ("Server", "gunicorn/21.2.0", ("django-cors-headers", "flask", "fastapi")),
    ("Server", "waitress", ("django-cors-headers", "flask", "fastapi")),
    ("Set-Cookie", "JSESSIONID=x", ("spring-boot", "servlet-filter")),
    ("Keep-Alive", "timeout=5", ("express", "nestjs", "fastify", "koa", "node-http")),
]


@pytest.mark.parametrize(("name", "value", "stack", "layer", "confidence"), SIGNS)
def test_a_server_is_known_by_what_it_says_of_itself(
    name: str, value: str, stack: str, layer: str, confidence: str
) -> None:
    (seen,) = stacks_seen([{"response": {"status": 200, "headers": [[name, value]]}}])
    assert (seen.stack, seen.layer, seen.confidence) == (stack, layer, confidence)
    assert (seen.exchange, seen.header) == (0, name)


@pytest.mark.parametrize(("name", "value", "stacks"), SEVERAL)
def test_what_several_frameworks_have_in_common_names_none_above_the_others(
    name: str, value: str, stacks: tuple[str, ...]
) -> None:
    seen = stacks_seen([{"response": {"status": 200, "headers": [[name, value]]}}])
    assert tuple(each.stack for each in leading(seen)) == stacks
    assert {each.confidence for each in seen} == {"guess"}


def test_a_sign_of_the_framework_decides_between_those_that_a_server_runs() -> None:
    headers = [["Server", "gunicorn"], ["Set-Cookie", "csrftoken=x; Path=/"]]
    seen = stacks_seen([{"response": {"status": 200, "headers": headers}}])
    assert [each.stack for each in leading(seen)] == ["django-cors-headers"]


def test_the_known_body_of_an_error_names_the_framework_on_a_server_that_runs_several() -> None:
    answer = {"status": 404, "headers": [["Server", "gunicorn"]]}
    seen = stacks_seen([{"response": answer, "phrase": "Flask's error page"}])
    assert [(each.stack, each.header, each.value) for each in leading(seen)] == [("flask", "", "Flask")]
    assert [each.stack for each in stacks_seen([{"response": answer, "phrase": "no such phrase"}])] == [
        "django-cors-headers",
        "flask",
        "fastapi",
    ]


def test_every_writer_of_a_body_is_one_of_the_known_phrases() -> None:
    assert set(module.WRITERS) <= {phrase.layer for phrase in PHRASES}


def test_the_name_of_a_phrase_is_kept_of_a_body_and_nothing_else() -> None:
    head = b"HTTP/1.1 404 Not Found\r\nServer: gunicorn\r\n\r\n"
    raw = RawResponse(head, "Flask's error page")
    exchange = exchange_json(Exchange(HttpRequest("GET", "https://api.example.com/", (), "main"), raw))
    assert exchange["phrase"] == "Flask's error page"
    assert stacks_seen([exchange])[0].stack == "flask"


def test_nothing_leads_where_nothing_is_seen() -> None:
    assert leading(stacks_seen([{"response": {"status": 200, "headers": []}}])) == []


def test_every_sign_is_seen_in_some_answer() -> None:
    seen = {(name.lower(), (stack,), layer, confidence) for name, _, stack, layer, confidence in SIGNS}
    seen |= {(name.lower(), stacks, "application", "guess") for name, _, stacks in SEVERAL}
    assert {(sign.header, sign.stacks, sign.layer, sign.confidence) for sign in module.SIGNS} == seen


COOKIES = [
    (value, stack)
    for name, value, stack in [(n, v, s) for n, v, s, _, _ in SIGNS] + [(n, v, s[0]) for n, v, s in SEVERAL]
    if name == "Set-Cookie"
]


@pytest.mark.parametrize(("cookie", "stack"), COOKIES)
def test_a_cookie_names_its_stack_in_what_is_stored_of_an_answer_too(cookie: str, stack: str) -> None:
    secret = "0f8fad5bd9cb469fa16570867728950e"
    name = cookie.partition("=")[0]
    headers = [["Set-Cookie", f"{name}={secret}; Path=/; HttpOnly"]]
    request = {"url": "https://api.example.com/", "origin": "https://app.example.com", "headers": []}
    stored = redact({"request": request, "exchanges": [{"response": {"status": 200, "headers": headers}}]})
    assert secret not in str(stored)
    assert stacks_seen(stored["exchanges"])[0].stack == stack


FRONTS = [
    ("Server", "cloudflare", "Cloudflare"),
    ("Server", "CloudFront", "CloudFront"),
    ("Server", "AkamaiGHost", "Akamai"),
    ("Server", "awselb/2.0", "AWS"),
    ("Server", "Microsoft-Azure-Application-Gateway/v2", "Azure"),
    ("Server", "Google Frontend", "Google"),
    ("Server", "UploadServer", "bucket"),
    ("Server", "Windows-Azure-Blob/1.0", "storage service"),
    ("Server", "GitHub.com", "GitHub Pages"),
    ("Server", "kong/3.4.0", "cors plugin"),
    ("Server", "Heroku", "Heroku"),
    ("Server", "Cowboy", "Elixir"),
    ("Server", "Fly/6f91d33b9d", "Fly.io"),
    ("Server", "railway-edge", "Railway"),
    ("Set-Cookie", "AWSALBCORS=x; Path=/", "AWS"),
    ("Set-Cookie", "ARRAffinity=x; Path=/", "Azure App Service"),
    ("X-Azure-Ref", "20261128T100000Z-x", "Azure Front Door"),
    ("CF-Ray", "8f1-FRA", "Cloudflare"),
    ("X-Amz-Cf-Id", "x==", "CloudFront"),
    ("X-Served-By", "cache-fra-etou8220098-FRA", "Fastly"),
    ("X-Cloud-Trace-Context", "x/1;o=1", "Google"),
    ("rndr-id", "1-2", "Render"),
]


@pytest.mark.parametrize(("name", "value", "who"), FRONTS)
def test_what_stands_before_a_server_is_no_stack_of_it(name: str, value: str, who: str) -> None:
    answers = [{"response": None}, {"response": {"status": 200, "headers": [[name, value]]}}]
    front = front_seen(answers)
    assert front is not None
    assert who in front.says
    assert (front.header, front.value) == (name, value.partition("=")[0] if name == "Set-Cookie" else value)
    assert stacks_seen(answers) == []


def test_every_front_is_seen_in_some_answer() -> None:
    seen = [front_seen([{"response": {"status": 200, "headers": [[name, value]]}}]) for name, value, _ in FRONTS]
    assert {(each.header.lower(), each.says) for each in seen if each} == {
        (front.header, front.says) for front in module.FRONTS
    }


def test_a_server_of_its_own_is_behind_no_front() -> None:
    assert front_seen([{"response": {"status": 200, "headers": [["Server", "nginx"]]}}]) is None


def test_the_surest_sign_of_a_stack_counts() -> None:
    headers = [["Set-Cookie", "connect.sid=x"], ["X-Powered-By", "Express"], ["Set-Cookie", "connect.sid=y"]]
    (seen,) = stacks_seen([{"response": {"status": 200, "headers": headers}}])
    assert (seen.confidence, seen.header) == ("certain", "X-Powered-By")


def test_every_sign_says_where_its_stack_stands_and_how_sure_it_is_in_words_of_ours() -> None:
    assert {sign.layer for sign in module.SIGNS} <= set(get_args(module.Layer))
    assert {sign.confidence for sign in module.SIGNS} <= set(get_args(module.Confidence))
