"""The headers and cookies by which servers, frameworks and services are known, and what each of them tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Confidence = Literal["certain", "likely", "guess"]
Layer = Literal["application", "platform", "proxy"]
# What runs on a server of Python or Ruby, on Node.js or in a servlet container, the commonest first.
_PYTHON = ("django-cors-headers", "flask", "fastapi")
_NODE = ("express", "nestjs", "fastify", "koa", "node-http")
_JAVA = ("spring-boot", "servlet-filter")


@dataclass(frozen=True, slots=True)
class Sign:
    """`pattern` is searched for in the header's value; in Set-Cookie it must be the cookie's name. It tells of one of
    `stacks`, of which nothing else is said; a header of the name `unless` in the same answer voids it."""

    header: str
    pattern: str
    stacks: tuple[str, ...]
    layer: Layer = "application"
    confidence: Confidence = "likely"
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """A service that stands before a server and hides it: `says` is what it is, as the end of a sentence."""

    header: str
    pattern: str
    says: str


def _sign(
    header: str, pattern: str, stack: str, confidence: Confidence = "likely", layer: Layer = "application"
) -> Sign:
    return Sign(header, pattern, (stack,), layer, confidence)


def _platform(header: str, pattern: str, stack: str, confidence: Confidence = "certain") -> Sign:
    return Sign(header, pattern, (stack,), "platform", confidence)


def _proxy(header: str, pattern: str, stack: str, unless: str = "") -> Sign:
    return Sign(header, pattern, (stack,), "proxy", "certain", unless)


def _one_of(header: str, pattern: str, stacks: tuple[str, ...]) -> Sign:
    return Sign(header, pattern, stacks, "application", "guess")


SIGNS: Sequence[Sign] = (
    _sign("x-powered-by", r"next\.js", "nextjs", "certain"),
    _sign("x-nextjs-cache", r"", "nextjs"),
    _sign("x-powered-by", r"express", "express", "certain"),
    _sign("x-powered-by", r"sails", "express"),
    _sign("x-powered-by", r"strapi|^koa", "koa"),
    _sign("x-powered-by", r"php", "php", "certain"),
    _sign("x-powered-by", r"asp\.net", "aspnet-core"),
    _sign("x-powered-by", r"servlet|jsp/|undertow|jboss", "servlet-filter"),
    _sign("x-powered-by", r"phusion passenger", "rails", "guess"),
    _sign("x-aspnet-version", r"", "aspnet-core"),
    _sign("x-aspnetmvc-version", r"", "aspnet-core"),
    _sign("x-application-context", r"", "spring-boot"),
    _sign("x-drupal-cache", r"", "php"),
    _sign("x-generator", r"drupal", "php"),
    _sign("x-runtime", r"^\d+\.\d+$", "rails"),
    _sign("server", r"kestrel", "aspnet-core", "certain"),
    _sign("server", r"microsoft-(?:iis|httpapi)", "aspnet-core", "guess"),
    _sign("server", r"werkzeug", "flask", "certain"),
    _sign("server", r"uvicorn|hypercorn", "fastapi"),
    _sign("server", r"daphne|wsgiserver", "django-cors-headers"),
    _one_of("server", r"gunicorn|waitress|granian", _PYTHON),
    _sign("server", r"tornado", "tornado", "certain"),
    _sign("server", r"aiohttp", "aiohttp", "certain"),
    _sign("server", r"puma|webrick|phusion passenger", "rails"),
    _sign("server", r"tomcat|coyote", "tomcat", "certain"),
    _sign("server", r"jetty", "servlet-filter", "certain"),
    _sign("server", r"undertow|wildfly|jboss|glassfish|payara|weblogic|websphere|resin", "servlet-filter"),
    # A server of Apache's kind that reads .htaccess files, and nothing of Apache's own configuration.
    Sign("server", r"litespeed", ("apache-htaccess",), "proxy", "likely"),
    _sign("set-cookie", r"connect\.sid|sails\.sid|express:sess", "express"),
    _sign("set-cookie", r"koa[.:]sess", "koa"),
    _sign("set-cookie", r"(?:__(?:Secure|Host)-)?(?:next-auth|authjs)\..*", "nextjs"),
    _sign("set-cookie", r"laravel[_-]session", "laravel", "certain"),
    _sign("set-cookie", r"csrftoken", "django-cors-headers"),
    _sign("set-cookie", r"sessionid", "django-cors-headers", "guess"),
    _sign("set-cookie", r"PHPSESSID|ci_session|CAKEPHP", "php"),
    _sign("set-cookie", r"ASP\.NET_SessionId|\.AspNetCore\..*|\.AspNet\..*|\.ASPXAUTH", "aspnet-core"),
    _sign("set-cookie", r"_\w{1,60}_session", "rails"),
    _sign("set-cookie", r"rack\.session", "rack"),
    _sign("set-cookie", r"SESSION", "spring-boot", "guess"),
    _one_of("set-cookie", r"JSESSIONID", _JAVA),
    _sign("set-cookie", r"_gorilla_csrf", "go"),
    _sign("vary", r"Origin, ?Access-Control-Request-Method, ?Access-Control-Request-Headers", "spring-boot", "guess"),
    _sign("cache-control", r"^no-cache, no-store, max-age=0, must-revalidate$", "spring-boot", "guess"),
    _sign("content-type", r"application/vnd\.spring-boot", "spring-boot", "certain"),
    # How Express and its kin write an entity tag: length and hash of the body.
    _sign("etag", r"^(?:W/)?\"[0-9a-f]{1,8}-[A-Za-z0-9+/]{27}\"$", "express"),
    _one_of("keep-alive", r"^timeout=5$", _NODE),
    _platform("x-amzn-errortype", r"", "aws-api-gateway"),
    _platform("apigw-requestid", r"", "aws-api-gateway"),
    _platform("x-amz-apigw-id", r"", "aws-api-gateway"),
    _platform("x-amzn-requestid", r"", "aws-api-gateway", "likely"),
    _platform("server", r"amazons3", "aws-s3"),
    _platform("x-vercel-id", r"", "vercel"),
    _platform("server", r"^vercel", "vercel"),
    _platform("server", r"netlify", "netlify"),
    _platform("x-nf-request-id", r"", "netlify"),
    _proxy("server", r"caddy", "caddy"),
    _proxy("via", r"caddy", "caddy"),
    _proxy("server", r"envoy", "envoy"),
    _proxy("x-envoy-upstream-service-time", r"", "envoy"),
    _proxy("server", r"lighttpd", "lighttpd"),
    _proxy("server", r"haproxy", "haproxy"),
    _proxy("server", r"^apache(?!-coyote| tomcat|trafficserver)", "apache"),
    _proxy("server", r"nginx|openresty", "nginx"),
    # Fastly's caches say so too, and take no VCL file of their customers as it stands.
    _proxy("x-varnish", r"", "varnish", unless="x-served-by"),
    _proxy("via", r"varnish", "varnish", unless="x-served-by"),
)

_WRITERS: Sequence[tuple[Layer, Mapping[str, str]]] = (
    (
        "application",
        {
            "ASP.NET Core": "aspnet-core",
            "Django": "django-cors-headers",
            "Django REST framework": "django-cors-headers",
            "Express": "express",
            "express-rate-limit": "express",
            "FastAPI": "fastapi",
            "Fastify": "fastify",
            "Flask": "flask",
            "Jetty": "servlet-filter",
            "Laravel": "laravel",
            "rack-attack": "rails",
            "Rails": "rails",
            "Spring": "spring-boot",
            "Spring Boot": "spring-boot",
            "Starlette": "fastapi",
            "Strapi": "koa",
            "Tomcat": "tomcat",
        },
    ),
    (
        "platform",
        {"API Gateway": "aws-api-gateway", "Amazon S3": "aws-s3", "Netlify": "netlify", "Vercel": "vercel"},
    ),
    (
        "proxy",
        {
            "Apache": "apache",
            "Envoy": "envoy",
            "HAProxy": "haproxy",
            "LiteSpeed": "apache-htaccess",
            "OpenResty": "nginx",
            "Varnish": "varnish",
            "nginx": "nginx",
        },
    ),
)
# By the layer of a phrase in an error's body (`checks.cors.phrases`).
WRITERS: Mapping[str, Sign] = {
    writer: Sign("", "", (stack,), layer) for layer, stacks in _WRITERS for writer, stack in stacks.items()
}

_DELIVERS = "a CDN that says nothing about the server behind it"
_BALANCES = "a load balancer that passes on the responses of the server behind it"
_PASSES_ON = "which passes on the application's responses"

# The surest first: what has a name of its own in Server, then what each leaves on the answers that it passes on.
FRONTS: Sequence[Front] = (
    Front("server", r"^cloudflare", f"Cloudflare, {_DELIVERS}"),
    Front("server", r"^cloudfront", f"CloudFront, {_DELIVERS}"),
    Front("server", r"^akamai", f"Akamai, {_DELIVERS}"),
    Front("server", r"^awselb", f"the AWS load balancer, {_PASSES_ON}"),
    Front("server", r"^microsoft-azure-application-gateway", f"Azure Application Gateway, {_BALANCES}"),
    Front("server", r"^google frontend|^ghs|^gws", f"Google's front end, as used by Cloud Run, {_PASSES_ON}"),
    Front("server", r"^uploadserver", "Google Cloud Storage, where CORS is set on the bucket"),
    Front("server", r"^windows-azure", "Azure Storage, where CORS is set on the storage service itself"),
    Front("server", r"^github\.com", "GitHub Pages, which allows every origin and lets you set no headers"),
    Front("server", r"^kong", "the Kong gateway, whose cors plugin sets the headers, or the application behind it"),
    Front("server", r"^heroku", f"Heroku's router, {_PASSES_ON}"),
    Front("server", r"^cowboy", "the server behind Elixir and Erlang applications and Heroku's older router"),
    Front("server", r"^fly/", f"Fly.io's proxy, {_PASSES_ON}"),
    Front("server", r"^railway", f"Railway's proxy, {_PASSES_ON}"),
    Front("set-cookie", r"AWSALB(?:CORS)?", f"the AWS load balancer, {_PASSES_ON}"),
    Front("set-cookie", r"ARRAffinity(?:SameSite)?", "Azure App Service, which has its own list of origins"),
    Front("x-azure-ref", r"", f"Azure Front Door, {_DELIVERS}"),
    Front("cf-ray", r"", f"Cloudflare, {_DELIVERS}"),
    Front("x-amz-cf-id", r"", f"CloudFront, {_DELIVERS}"),
    Front("x-served-by", r"^cache-", f"Fastly, {_DELIVERS}"),
    Front("x-cloud-trace-context", r"", f"Google's front end, {_PASSES_ON}"),
    Front("rndr-id", r"", f"Render, {_PASSES_ON}"),
)
