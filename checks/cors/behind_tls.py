"""A redirect from https to http of the same server, and what makes an application behind TLS believe that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.cors import address_space, urls
from checks.cors.journey import Answered, Journey
from checks.cors.stacks_seen import leading, stacks_seen

# By stack, what it is called there that a proxy's word about TLS is sent, or believed.
SETTINGS: Mapping[str, str] = {
    "django-cors-headers": 'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") in Django',
    "flask": "werkzeug's ProxyFix(app.wsgi_app, x_proto=1) in Flask",
    "fastapi": "--proxy-headers with --forwarded-allow-ips in uvicorn",
    "tornado": "HTTPServer(…, xheaders=True) in Tornado",
    "aiohttp": "XForwardedRelaxed from aiohttp-remotes in aiohttp",
    "express": 'app.set("trust proxy", 1) in Express',
    "nestjs": 'app.set("trust proxy", 1) in NestJS',
    "koa": "app.proxy = true in Koa",
    "fastify": "trustProxy: true in Fastify",
    "spring-boot": "server.forward-headers-strategy=framework in Spring Boot",
    "tomcat": "a RemoteIpValve with protocolHeader in Tomcat",
    "servlet-filter": "RemoteIpValve in Tomcat, ForwardedRequestCustomizer in Jetty",
    "aspnet-core": "UseForwardedHeaders with XForwardedProto in ASP.NET Core",
    "laravel": "trustProxies in Laravel's bootstrap/app.php",
    "php": "trusted_proxies in Symfony, $_SERVER['HTTPS'] = 'on' in WordPress",
    "rails": "config.assume_ssl = true in Rails",
    "nginx": "proxy_set_header X-Forwarded-Proto $scheme in nginx, and absolute_redirect off for its own redirects",
    "apache": 'RequestHeader set X-Forwarded-Proto "https" in Apache, and https in ServerName for its own redirects',
    "apache-htaccess": "https in Apache's ServerName for its own redirects",
    "haproxy": "http-request set-header X-Forwarded-Proto https if { ssl_fc } in HAProxy",
    "lighttpd": "mod_extforward in lighttpd",
    "envoy": "use_remote_address in Envoy",
    "caddy": "trusted_proxies in Caddy",
}
_USUAL = ("django-cors-headers", "express", "spring-boot")
# Answers of a load balancer or a network that speak http to the server of a site on https.
_FLEXIBLE = "Cloudflare's encryption mode Flexible calls the server over http: choose Full (strict)"


@dataclass(frozen=True, slots=True)
class Downgrade:
    """An answer that sends a request from https to http of the same server; `change` says what else differs, and
    `inner` whether it names the server by an address that is its own network's."""

    answered: Answered
    location: str
    host: str
    change: str
    inner: bool


def downgrades(journey: Journey) -> Iterator[Downgrade]:
    """The redirects of the browsers' own requests from https to http of the same server."""
    for answered in journey.responses:
        found = _downgrade(answered)
        if found is not None:
            yield found


def setting(answered: Answered) -> str:
    """What the server behind an answer calls the setting; the commonest names where none is known."""
    headers = [list(field) for field in answered.response.headers]
    seen = stacks_seen([{"response": {"headers": headers}}])
    named = [SETTINGS[each.stack] for each in leading(seen) if each.stack in SETTINGS]
    named = named or [SETTINGS[each.stack] for each in seen if each.stack in SETTINGS][:1]
    told = _listed(named or [SETTINGS[stack] for stack in _USUAL])
    is_flexible = (answered.response.get("server") or "").lower().startswith("cloudflare")
    return f"{told}; {_FLEXIBLE}" if is_flexible else told


def _downgrade(answered: Answered) -> Downgrade | None:
    location, asked = answered.response.get("location"), answered.exchange.request.url
    if location is None or not 300 <= answered.response.status < 400:
        return None
    source, target = urls.parse(asked), urls.parse(location, asked)
    if source is None or target is None or (source.scheme, target.scheme) != ("https", "http"):
        return None
    inner = _is_inner(target.hostname) and not _is_inner(source.hostname)
    if not inner and _bare(source) != _bare(target):
        return None
    return Downgrade(answered, location, source.hostname, _change(source, target), inner)


def _bare(url: urls.ParsedUrl) -> str:
    return url.hostname.removeprefix("www.")


def _is_inner(hostname: str) -> bool:
    """Whether a name or address is one that only the server's own network knows."""
    space = address_space.of_host(hostname)
    return space in ("local", "loopback") or (space is None and "." not in hostname)


def _change(source: urls.ParsedUrl, target: urls.ParsedUrl) -> str:
    """What a redirect was for, apart from the scheme: empty where that is not plain."""
    one, other = (_path(url) for url in (source, target))
    if one == other:
        return ""
    if re.sub("/+", "/", one).rstrip("/") == re.sub("/+", "/", other).rstrip("/"):
        return ", to change a slash in the path"
    return ""


def _path(url: urls.ParsedUrl) -> str:
    return "/" + url.href.partition("://")[2].partition("/")[2].partition("?")[0]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, or {words[-1]}"
