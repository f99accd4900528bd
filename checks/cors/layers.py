"""Which layer made an answer: an application, its framework, or something in front of them, as head and phrase tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.cors import phrases
from checks.cors.model import HttpResponse

# They let nobody in without a token; who is answered well without one has not met them.
DOORS = ("Google Frontend", "IIS or Azure App Service")
IDENTITY_PROXY = "Google's Identity-Aware Proxy"
# They ask for logins of their own as well: what they refuse may lack one.
GATEWAYS = ("API Gateway", "Kong")
# What they refuse by themselves is never for the lack of a login.
FILTERS = (
    "Akamai",
    "Apache",
    "Azure App Service",
    "Azure Front Door",
    "CloudFront",
    "Cloudflare",
    "F5 BIG-IP",
    "Fastly",
    "HAProxy",
    "LiteSpeed",
    "OpenResty",
    "Varnish",
    "nginx",
)
_HEADERS_THERE = "add the CORS headers where it makes its own error responses"


@dataclass(frozen=True, slots=True)
class Layer:
    """Who answered, with the header that says so ("" where the body does), and whether that is sure: `Server` is also
    what a proxy writes over an application's answer.

    `errors`: how its own error answers get the CORS headers; `options`: how OPTIONS passes it, "" where it stops none;
    `too_large`: what bounds a request's size there.
    """

    name: str
    header: str
    sure: bool
    errors: str
    options: str
    too_large: str


@dataclass(frozen=True, slots=True)
class _Sign:
    header: str
    pattern: re.Pattern[str]
    name: str
    sure: bool


def _sign(header: str, pattern: str, name: str, *, sure: bool = True) -> _Sign:
    return _Sign(header, re.compile(pattern, re.IGNORECASE), name, sure)


# The surest first: a header of a layer's own errors, then what each layer puts on all that passes through it.
_SIGNS: Sequence[_Sign] = (
    _sign("x-amzn-errortype", "", "API Gateway"),
    _sign("x-goog-iap-generated-response", "", IDENTITY_PROXY),
    _sign("x-vercel-error", "", "Vercel"),
    _sign("x-azure-externalerror", "", "Azure Front Door"),
    _sign("ngrok-error-code", "", "ngrok"),
    _sign("server", "^awselb", "the AWS load balancer"),
    _sign("server", "^cloudfront", "CloudFront"),
    _sign("server", "^(?:google frontend|ghs)", "Google Frontend", sure=False),
    _sign("server", "^uploadserver", "Google Cloud Storage"),
    _sign("server", "^amazons3", "Amazon S3"),
    _sign("server", "^windows-azure-(?:blob|table|queue)", "Azure Storage"),
    _sign("server", "^microsoft-azure-application-gateway", "Azure Application Gateway"),
    _sign("server", "^kong", "Kong"),
    _sign("server", "^varnish", "Varnish"),
    _sign("server", "^akamaighost", "Akamai"),
    _sign("server", "^heroku", "Heroku's router"),
    _sign("server", "^microsoft-httpapi", "HTTP.sys, before IIS"),
    _sign("server", "^istio-envoy|^envoy", "Envoy", sure=False),
    _sign("server", "^(?:microsoft-)?iis", "IIS", sure=False),
    _sign("server", "^openresty", "OpenResty", sure=False),
    _sign("server", "nginx", "nginx", sure=False),
    _sign("server", "^apache(?!-coyote)", "Apache", sure=False),
    _sign("server", "^caddy", "Caddy", sure=False),
    _sign("server", "^lighttpd", "lighttpd", sure=False),
    _sign("server", "^litespeed", "LiteSpeed", sure=False),
    _sign("server", "^haproxy", "HAProxy", sure=False),
    _sign("server", "^(?:tomcat|apache-coyote)", "Tomcat", sure=False),
    _sign("server", "^jetty", "Jetty", sure=False),
    _sign("server", "^vercel", "Vercel", sure=False),
    _sign("server", "^netlify", "Netlify", sure=False),
    _sign("server", "^cloudflare", "Cloudflare", sure=False),
    _sign("server", "^fly/", "Fly.io", sure=False),
    _sign("server", "^railway", "Railway", sure=False),
    _sign("server", "^github\\.com", "GitHub Pages", sure=False),
    _sign("x-azure-ref", "", "Azure Front Door", sure=False),
    _sign("x-amz-apigw-id", "", "API Gateway", sure=False),
    _sign("apigw-requestid", "", "API Gateway", sure=False),
    _sign("x-kong-response-latency", "", "Kong", sure=False),
    _sign("x-cache", "^error from cloudfront", "CloudFront", sure=False),
    _sign("x-amz-cf-id", "", "CloudFront", sure=False),
    _sign("x-served-by", "^cache-", "Fastly", sure=False),
    _sign("x-varnish", "", "Varnish", sure=False),
    _sign("rndr-id", "", "Render", sure=False),
    _sign("x-powered-by", "^express", "Express", sure=False),
    _sign("x-powered-by", "^next\\.js", "Next.js", sure=False),
    _sign("x-powered-by", "^php", "PHP", sure=False),
    _sign("server", "^kestrel", "Kestrel", sure=False),
    _sign("server", "^werkzeug", "Flask", sure=False),
    _sign("server", "^wsgiserver", "Django", sure=False),
    _sign("server", "^(?:gunicorn|uvicorn|daphne|hypercorn|waitress|puma|webrick|cowboy|passenger)", "", sure=False),
)
# By the layer's name: where its own error answers get headers, what it does with OPTIONS, and its bound on bodies.
_ERRORS = {
    "nginx": "end each `add_header` in its server block with `always`",
    "OpenResty": "end each `add_header` in its server block with `always`",
    "Apache": "write `Header always set` in its configuration",
    "Caddy": "set the headers in its handle_errors block too",
    "HAProxy": "use http-after-response, which also covers its own responses",
    "Envoy": "add the headers in the cors filter or in local_reply_config",
    "Varnish": "set the headers in vcl_synth and vcl_backend_error",
    "Kong": "enable the cors plugin on the route, and have the exit-transformer plugin add the headers",
    "CloudFront": "attach a response headers policy with CORS to the cache behaviour",
    "API Gateway": "add the headers to the gateway responses DEFAULT_4XX and DEFAULT_5XX",
    "the AWS load balancer": "its own errors cannot carry CORS headers: keep the targets healthy and within its "
    "idle timeout",
    "Google Frontend": "its own errors cannot carry CORS headers: keep the service within its time, size and "
    "instance limits",
    "Azure Front Door": "add the headers with a rule set",
    "Azure Application Gateway": "add the headers with a rewrite rule set",
    "IIS": "add the headers to customHeaders in web.config, which also applies to its error pages",
    "Cloudflare": "add the headers with a response header transform rule",
    "Heroku's router": "its own errors cannot carry CORS headers: respond within 30 seconds, and keep the dynos up",
    "Vercel": "its own errors do not carry the function's headers: add them in vercel.json",
}
# The statuses by which proxies speak for themselves.
_PROXIES_OWN = (413, 414, 431, 502, 503, 504)
_ANONYMOUS = "a preflight is anonymous, but only an authorized caller may invoke the service: let everyone invoke it"
_OPTIONS = {
    "CloudFront": "allow OPTIONS in the cache behaviour, and forward Origin and Access-Control-Request-*",
    "Google Frontend": f"{_ANONYMOUS} (the role Invoker for allUsers), and check tokens in the service",
    IDENTITY_PROXY: "enable its access setting that lets OPTIONS through",
    "IIS or Azure App Service": "the response comes from App Service authentication or IIS itself: let "
    "unauthenticated requests pass, and list the origin under CORS in its settings",
    "IIS": "remove OPTIONSVerbHandler and WebDAV in web.config, so that OPTIONS reaches the application",
    "HTTP.sys, before IIS": "allow the verb OPTIONS in request filtering",
    "Varnish": "let OPTIONS pass in vcl_recv instead of handling it there",
    "Fastly": "let OPTIONS pass in vcl_recv instead of handling it there",
    "Amazon S3": "add a CORS configuration with this origin, method and header to the bucket",
    "Azure Storage": "add a CORS rule with this origin, method and header to the storage service",
    "Google Cloud Storage": "list this origin, method and header in the bucket's CORS configuration",
    "Azure Front Door": "its firewall blocks the request: exclude OPTIONS from the rule",
    "Azure App Service": "the app is stopped: start it",
    "Akamai": "allow the method OPTIONS in the property",
    "API Gateway": "add an OPTIONS method without an authorizer to the resource",
    "Kong": "add OPTIONS to the route's methods, and enable the cors plugin on it",
}
_TOO_LARGE = {
    "nginx": "raise client_max_body_size",
    "OpenResty": "raise client_max_body_size",
    "Apache": "raise LimitRequestBody",
    "IIS": "raise maxAllowedContentLength in web.config",
    "API Gateway": "its limit is 10 MB: upload to storage with a signed URL",
    "Vercel": "its limit is 4.5 MB: upload to storage with a signed URL",
    "Cloudflare": "its limit depends on the plan, 100 MB for most: send the body in parts",
    "Google Frontend": "its limit is 32 MB: upload to storage with a signed URL",
    "Kong": "raise client_max_body_size in its nginx settings",
    "Envoy": "raise max_request_bytes in its buffer filter",
    "Express": "raise the limit option of express.json()",
    "ASP.NET Core": "raise MaxRequestBodySize",
    "Spring Boot": "raise spring.servlet.multipart.max-file-size and max-request-size",
    "Django": "raise DATA_UPLOAD_MAX_MEMORY_SIZE",
}


def layer_of(response: HttpResponse) -> Layer | None:
    """Who made the answer; what its body says of itself is surer than what the head does."""
    phrase = phrases.named(response.phrase)
    if phrase is not None and phrase.layer:
        return _layer(phrase.layer, "", sure=True)
    for sign in _SIGNS:
        value = response.get(sign.header)
        if value is not None and sign.pattern.search(value):
            return _layer(sign.name or re.split(r"[/ (]", value)[0], _spelt(response, sign.header), sure=sign.sure)
    via = response.get("via") or ""
    for pattern, name in (("cloudfront", "CloudFront"), ("varnish", "Varnish"), ("google", "Google Frontend")):
        if pattern in via.lower():
            return _layer(name, "Via", sure=False)
    return None


def by(response: HttpResponse) -> str:
    """Who made the answer, as the end of a sentence; empty where nobody can tell."""
    layer = layer_of(response)
    if layer is None:
        return ""
    if layer.sure:
        return f" from {layer.name}"
    if response.status in _PROXIES_OWN:
        return f", most likely from {layer.name}"
    return f" from {layer.name} or what is behind it"


def maker_of(response: HttpResponse) -> Layer | None:
    """The layer that made the answer itself, as far as that is sure or most likely."""
    layer = layer_of(response)
    return layer if layer is not None and (layer.sure or response.status in _PROXIES_OWN) else None


def _layer(name: str, header: str, *, sure: bool) -> Layer:
    return Layer(
        name,
        header,
        sure,
        _ERRORS.get(name, _HEADERS_THERE),
        _OPTIONS.get(name, ""),
        _TOO_LARGE.get(name, "raise its body size limit"),
    )


def _spelt(response: HttpResponse, header: str) -> str:
    return next((name for name, _ in response.headers if name.lower() == header), header)
