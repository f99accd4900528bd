"""Error answers as front doors of clouds, gateways, proxies and frameworks make them: heads and bodies of our own."""

from __future__ import annotations

from dataclasses import dataclass

from checks.cors.model import Headers, HttpResponse
from checks.cors.phrases import known

HTML, JSON, TEXT, XML = (
    ("Content-Type", kind) for kind in ("text/html", "application/json", "text/plain", "application/xml")
)


@dataclass(frozen=True)
class ErrorAnswer:
    """An error answer, and the layer that made it; `sure`: it can be told from what no other layer writes."""

    name: str
    status: int
    headers: Headers
    body: bytes
    layer: str
    sure: bool = True

    @property
    def response(self) -> HttpResponse:
        return HttpResponse(self.status, self.headers, phrase=known(self.body))


def served_by(server: str, *more: tuple[str, str]) -> Headers:
    return (("Server", server), *more)


_NGINX = (
    b"<html>\r\n<head><title>%b</title></head>\r\n<body>\r\n<center><h1>%b</h1></center>\r\n"
    b"<hr><center>nginx/1.26.2</center>\r\n</body>\r\n</html>\r\n"
)
_FRONTEND = (
    b"<html><head><title>403 Forbidden</title></head><body><h1>Error: Forbidden</h1>\n"
    b"<h2>Your client does not have permission to get URL <code>/items</code> from this server.</h2></body></html>"
)
_VARNISH = (
    b"<?xml version='1.0'?><html><head><title>503 Backend fetch failed</title></head><body><h3>Guru Meditation:</h3>"
    b"<p>XID: 3</p><hr><p>Varnish cache server</p></body></html>"
)

ERRORS = [
    ErrorAnswer("starlette", 400, served_by("uvicorn", TEXT), b"Disallowed CORS origin", "Starlette"),
    ErrorAnswer("spring", 403, (("Vary", "Origin"), JSON), b"Invalid CORS request", "Spring"),
    ErrorAnswer(
        "express-404", 404, (("X-Powered-By", "Express"), HTML), b"<pre>Cannot POST /v2/items</pre>", "Express"
    ),
    ErrorAnswer(
        "api-gateway-no-route",
        403,
        (JSON, ("x-amzn-ErrorType", "MissingAuthenticationTokenException"), ("X-Cache", "Error from cloudfront")),
        b'{"message":"Missing Authentication Token"}',
        "API Gateway",
    ),
    ErrorAnswer(
        "api-gateway-authorizer",
        403,
        (JSON, ("x-amzn-ErrorType", "AccessDeniedException")),
        b'{"Message":"User is not authorized to access this resource with an explicit deny"}',
        "API Gateway",
    ),
    ErrorAnswer(
        "load-balancer", 502, served_by("awselb/2.0", HTML), b"<h1>502 Bad Gateway</h1>", "the AWS load balancer"
    ),
    ErrorAnswer(
        "cloudfront-method",
        403,
        served_by("CloudFront", HTML),
        b"<h2>The request could not be satisfied.</h2>This distribution is not configured to allow the HTTP request "
        b"method that was used for this request.",
        "CloudFront",
    ),
    ErrorAnswer(
        "cloudfront-timeout", 504, served_by("CloudFront", HTML), b"<h1>504 Gateway Timeout</h1>", "CloudFront"
    ),
    ErrorAnswer(
        "s3-no-cors",
        403,
        served_by("AmazonS3", XML),
        b"<Error><Code>AccessForbidden</Code><Message>CORSResponse: CORS is not enabled for this bucket.</Message>",
        "Amazon S3",
    ),
    ErrorAnswer("cloud-run", 403, served_by("Google Frontend", HTML), _FRONTEND, "Google Frontend"),
    ErrorAnswer("app-engine", 500, served_by("Google Frontend", HTML), b"<p>Sorry</p>", "Google Frontend", sure=False),
    ErrorAnswer(
        "identity-aware-proxy", 401, (("X-Goog-IAP-Generated-Response", "true"),), b"", "Google's Identity-Aware Proxy"
    ),
    ErrorAnswer(
        "app-service-login",
        403,
        (("WWW-Authenticate", 'Bearer realm="app.example.net"'),),
        b"You do not have permission to view this directory or page.",
        "IIS or Azure App Service",
    ),
    ErrorAnswer(
        "azure-blob",
        403,
        served_by("Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0", XML),
        b"<Error><Code>CorsPreflightFailure</Code><Message>CORS not enabled or no matching rule found for this "
        b"request.</Message></Error>",
        "Azure Storage",
    ),
    ErrorAnswer(
        "front-door", 403, (("X-Azure-Ref", "0a"), HTML), b"<h2>The request is blocked.</h2>", "Azure Front Door"
    ),
    ErrorAnswer(
        "application-gateway",
        502,
        served_by("Microsoft-Azure-Application-Gateway/v2", HTML),
        b"<center><h1>502 Bad Gateway</h1></center>",
        "Azure Application Gateway",
    ),
    ErrorAnswer(
        "iis", 405, served_by("Microsoft-IIS/10.0", HTML), b"<h2>405 - HTTP verb not allowed</h2>", "IIS", sure=False
    ),
    ErrorAnswer(
        "nginx-413", 413, served_by("nginx/1.26.2", HTML), _NGINX % ((b"413 Request Entity Too Large",) * 2), "nginx"
    ),
    ErrorAnswer("nginx-head", 504, served_by("nginx"), b"", "nginx", sure=False),
    ErrorAnswer(
        "apache",
        403,
        served_by("Apache/2.4.58 (Unix)"),
        b"<hr>\n<address>Apache/2.4.58 at h Port 80</address>",
        "Apache",
    ),
    ErrorAnswer("varnish", 503, served_by("Varnish", ("X-Varnish", "3")), _VARNISH, "Varnish"),
    ErrorAnswer(
        "envoy", 503, served_by("envoy", TEXT), b"upstream connect error or disconnect/reset before headers", "Envoy"
    ),
    ErrorAnswer(
        "kong", 404, served_by("kong/3.8.0", JSON), b'{"message":"no Route matched with those values"}', "Kong"
    ),
    ErrorAnswer("haproxy", 503, (HTML,), b"<h1>503</h1>\nNo server is available to handle this request.\n", "HAProxy"),
    ErrorAnswer(
        "heroku", 503, (HTML,), b'<iframe src="//www.herokucdn.com/error-pages/x.html"></iframe>', "Heroku's router"
    ),
    ErrorAnswer(
        "litespeed", 403, served_by("LiteSpeed", HTML), b"<p>Proudly powered by LiteSpeed Web Server</p>", "LiteSpeed"
    ),
    ErrorAnswer(
        "akamai", 403, served_by("AkamaiGHost", HTML), b"Reference #18 https://errors.edgesuite.net/18", "Akamai"
    ),
    ErrorAnswer("cloudflare-522", 522, served_by("cloudflare", HTML), b'<div id="cf-error-details">', "Cloudflare"),
    ErrorAnswer("ingress", 404, (TEXT,), b"default backend - 404", "the ingress controller"),
    ErrorAnswer("fastapi", 404, served_by("uvicorn", JSON), b'{"detail":"Not Found"}', "FastAPI"),
    ErrorAnswer("gunicorn", 500, served_by("gunicorn", HTML), b"<h1>Oh</h1>", "gunicorn", sure=False),
    ErrorAnswer(
        "flask",
        404,
        served_by("gunicorn", HTML),
        b"<p>Not here. If you entered the URL manually please check your spelling.</p>",
        "Flask",
    ),
    ErrorAnswer("django", 500, served_by("gunicorn", HTML), b"<h1>Server Error (500)</h1><p></p>", "Django"),
    ErrorAnswer(
        "rest-framework",
        403,
        (JSON,),
        b'{"detail":"Authentication credentials were not provided."}',
        "Django REST framework",
    ),
    ErrorAnswer(
        "rest-framework-405", 405, (JSON,), b'{"detail":"Method \\"PUT\\" not allowed."}', "Django REST framework"
    ),
    ErrorAnswer("rails", 500, (HTML,), b"<p>If you are the application owner check the logs for more.</p>", "Rails"),
    ErrorAnswer("laravel", 401, (JSON,), b'{"message":"Unauthenticated."}', "Laravel"),
    ErrorAnswer(
        "spring-boot",
        500,
        (JSON,),
        b'{"timestamp":"2026-11-28T10:00:00.000+00:00","status":500,"error":"Internal Server Error","path":"/items"}',
        "Spring Boot",
    ),
    ErrorAnswer("tomcat", 404, (HTML,), b"<h1>HTTP Status 404 \xe2\x80\x93 Not Found</h1>", "Tomcat"),
    ErrorAnswer(
        "iis-start",
        500,
        (HTML,),
        b"<h1>HTTP Error 500.30 - ASP.NET Core app failed to start</h1>",
        "IIS",
    ),
    ErrorAnswer(
        "passenger", 500, (HTML,), b"<h1>Web application could not be started by Phusion Passenger</h1>", "Passenger"
    ),
    ErrorAnswer(
        "tomcat-nothing",
        404,
        (HTML,),
        b"<h1>HTTP Status 404</h1><p><b>Type</b> Status Report</p><p><b>Description</b> The origin server did not find "
        b"a current representation for the target resource</p>",
        "Tomcat",
    ),
    ErrorAnswer("jetty", 404, (HTML,), b"<hr/><a href=x>Powered by Jetty:// 12.0</a>", "Jetty"),
    ErrorAnswer(
        "asp-net-core",
        400,
        served_by("Kestrel", JSON),
        b'{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad"}',
        "ASP.NET Core",
    ),
    ErrorAnswer(
        "iis-page", 404, served_by("Microsoft-IIS/10.0", HTML), b'<div id="header"><h1>Server Error</h1></div>', "IIS"
    ),
    ErrorAnswer(
        "fastify",
        404,
        (JSON,),
        b'{"message":"Route GET:/items not found","error":"Not Found","statusCode":404}',
        "Fastify",
    ),
    ErrorAnswer(
        "apigee", 401, (JSON,), b'{"fault":{"faultstring":"Failed to resolve API Key variable","detail":{}}}', "Apigee"
    ),
    ErrorAnswer(
        "azure-api-management",
        401,
        (JSON,),
        b'{ "statusCode": 401, "message": "Access denied due to missing subscription key." }',
        "Azure API Management",
    ),
    ErrorAnswer(
        "azure-api-management-404",
        404,
        (JSON,),
        b'{ "statusCode": 404, "message": "Resource not found" }',
        "Azure API Management",
    ),
    ErrorAnswer(
        "function-url",
        403,
        (JSON, ("x-amzn-ErrorType", "AccessDeniedException")),
        b'{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see:"}',
        "the Lambda function URL",
    ),
    ErrorAnswer("kong-limit", 429, served_by("kong/3.8.0", JSON), b'{"message":"API rate limit exceeded"}', "Kong"),
    ErrorAnswer(
        "rate-limit",
        429,
        (("X-Powered-By", "Express"),),
        b"Too many requests, please try again later.",
        "express-rate-limit",
    ),
    ErrorAnswer(
        "express-413",
        413,
        (("X-Powered-By", "Express"),),
        b"<pre>PayloadTooLargeError: request entity too large</pre>",
        "Express",
    ),
    ErrorAnswer(
        "express-500",
        500,
        (("X-Powered-By", "Express"),),
        b"<pre>Error: Not allowed by CORS</pre>",
        "Express",
        sure=False,
    ),
]
BY_NAME = {error.name: error for error in ERRORS}
