"""The known phrases of error answers: what servers write into the body when they refuse, told by names of our own.

A body is looked through in memory and forgotten: only the name of the phrase that was found in it goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# So much of a body is looked at.
MAX_BODY = 4096

# What was refused; "cors": the origin, the method or a header; "list": the method or a header alone; "off": CORS is not
# set up; "start": the application does not run; "layer": the page only shows by whom.
Kind = Literal["cors", "off", "list", "origin", "route", "login", "method", "site", "size", "start", "layer"]
_DRF = "Django REST framework"
_METHODS = ("OPTIONS", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in the body of an error answer, and what they say: `name` is the words themselves but for the kind "layer",
    `layer` the name of who writes so (as in `checks.cors.layers`), empty where several do."""

    name: str
    pattern: str
    kind: Kind
    layer: str = ""


# Tomcat writes so where no application runs, and an application of it that says 404 and no more.
NOTHING_FOUND = "Tomcat's page for nothing found, without a message"
# The first that is found counts: who wrote the page tells less than what the page says.
PHRASES: Sequence[Phrase] = (
    Phrase("Disallowed CORS origin", r"disallowed cors origin", "origin", "Starlette"),
    Phrase("Disallowed CORS method", r"disallowed cors method", "list", "Starlette"),
    Phrase("Disallowed CORS headers", r"disallowed cors headers", "list", "Starlette"),
    Phrase("Invalid CORS request", r"invalid cors request", "cors", "Spring"),
    Phrase("Not allowed by CORS", r"not allowed by cors", "origin"),
    Phrase("CORS is not enabled for this bucket", r"cors is not enabled for this bucket", "off", "Amazon S3"),
    Phrase("This CORS request is not allowed", r"this cors request is not allowed", "cors", "Amazon S3"),
    Phrase(
        "CORS not enabled or no matching rule found", r"cors not enabled or no matching rule", "off", "Azure Storage"
    ),
    Phrase("CORS Rejected", r"cors rejected", "cors", "Quarkus"),
    Phrase("Origin checking failed", r"origin checking failed", "origin", "Django"),
    Phrase("Blocking Cross Origin API request", r"blocking cross origin api request", "origin", "Jupyter"),
    Phrase(
        "cross-origin request detected from Sec-Fetch-Site header",
        r"cross-origin request detected from sec-fetch-site header",
        "site",
    ),
    Phrase("origin not allowed", r"origin not allowed", "origin"),
    Phrase("Missing Authentication Token", r"missing authentication token", "route", "API Gateway"),
    Phrase("no Route matched with those values", r"no route matched with those values", "route", "Kong"),
    *(Phrase(f"Cannot {method}", f"cannot {method.lower()} /", "route", "Express") for method in _METHODS),
    Phrase("404 page not found", r"\A404 page not found", "route"),
    Phrase("default backend - 404", r"default backend - 404", "route", "the ingress controller"),
    Phrase(
        "Authentication credentials were not provided", r"authentication credentials were not provided", "login", _DRF
    ),
    Phrase("Not authenticated", r"\"detail\":\"not authenticated\"|^not authenticated$", "login", "FastAPI"),
    Phrase("Unauthenticated.", r"unauthenticated\.", "login", "Laravel"),
    Phrase("missing subscription key", r"missing subscription key", "login", "Azure API Management"),
    Phrase("No API key found in request", r"no api key found in request", "login", "Kong"),
    Phrase("Function URL authorization", r"function url authorization", "login", "the Lambda function URL"),
    Phrase("NoSuchKey", r"<code>nosuchkey</code>", "route"),
    Phrase("NoSuchBucket", r"<code>nosuchbucket</code>", "route"),
    Phrase(
        "not configured to allow the HTTP request method",
        r"not configured to allow the http request method",
        "method",
        "CloudFront",
    ),
    Phrase("does not have permission to get URL", r"does not have permission to get url", "login", "Google Frontend"),
    Phrase(
        "does not have permission to the requested URL",
        r"does not have permission to the requested url",
        "login",
        "Google Frontend",
    ),
    Phrase("The request was not authenticated", r"the request was not authenticated", "login", "Google Frontend"),
    Phrase(
        "User is not authorized to access this resource",
        r"user is not authorized to access this resource",
        "login",
        "API Gateway",
    ),
    Phrase(
        "You do not have permission to view this directory or page",
        r"you do not have permission to view this directory or page",
        "login",
        "IIS or Azure App Service",
    ),
    Phrase(
        "The web app is stopped",
        r"the web app you have attempted to reach is currently stopped",
        "layer",
        "Azure App Service",
    ),
    Phrase("The request is blocked", r"the request is blocked\.", "layer", "Azure Front Door"),
    Phrase("The request could not be satisfied", r"the request could not be satisfied", "layer", "CloudFront"),
    Phrase(
        "FUNCTION_PAYLOAD_TOO_LARGE",
        r"function_payload_too_large",
        "size",
        "Vercel",
    ),
    Phrase(
        "Server Error. The service you requested",
        r"service you requested is not available yet|the server encountered a temporary error and could not complete",
        "layer",
        "Google Frontend",
    ),
    Phrase("Error Reference", r"errors\.edgesuite\.net", "layer", "Akamai"),
    Phrase("Error XID", r"guru meditation", "layer", "Varnish"),
    Phrase("Fastly error", r"fastly error", "layer", "Fastly"),
    Phrase(
        "upstream connect error",
        r"upstream connect error or disconnect|no healthy upstream|upstream request timeout",
        "layer",
        "Envoy",
    ),
    Phrase("Application error", r"herokucdn\.com/error-pages", "layer", "Heroku's router"),
    Phrase(
        "No server is available to handle this request",
        r"no server is available to handle this request|the server didn't respond in time\.",
        "layer",
        "HAProxy",
    ),
    Phrase(
        "An invalid response was received from the upstream server",
        r"an invalid response was received from the upstream server|the upstream server is timing out",
        "layer",
        "Kong",
    ),
    Phrase("Request was throttled", r"request was throttled", "layer", _DRF),
    Phrase("API rate limit exceeded", r"api rate limit exceeded", "layer", "Kong"),
    Phrase(
        "Too many requests, please try again later",
        r"too many requests, please try again",
        "layer",
        "express-rate-limit",
    ),
    Phrase("Retry later", r"\Aretry later\s*\Z", "layer", "rack-attack"),
    Phrase("Too Many Attempts.", r"too many attempts\.", "layer", "Laravel"),
    Phrase("PayloadTooLargeError", r"payloadtoolargeerror", "layer", "Express"),
    Phrase("Request body too large", r"request body too large\.", "layer", "ASP.NET Core"),
    Phrase("Maximum upload size exceeded", r"maximum upload size exceeded", "layer", "Spring Boot"),
    Phrase("FastAPI's error", r"\A\{\"detail\":\"(?:not found|method not allowed)\"\}", "layer", "FastAPI"),
    Phrase("Django REST framework's error", r"\"detail\":\"method \\\"[a-z]+\\\" not allowed", "layer", _DRF),
    Phrase("Flask's error page", r"if you entered the url manually please check your spelling", "layer", "Flask"),
    Phrase(
        "Django's error page",
        r"the requested resource was not found on this server|<h1>server error \(500\)</h1>|csrf verification failed",
        "layer",
        "Django",
    ),
    Phrase("Rails' error page", r"if you are the application owner check the logs", "layer", "Rails"),
    Phrase(
        "Spring Boot's error",
        r"whitelabel error page|\{\"timestamp\":[^,]{1,60},\"status\":[0-9]{3},\"error\":",
        "layer",
        "Spring Boot",
    ),
    Phrase("ASP.NET Core app failed to start", r"asp\.net core app failed to start", "start", "IIS"),
    Phrase("Web application could not be started", r"web application could not be started", "start", "Passenger"),
    Phrase(
        NOTHING_FOUND,
        r"<b>type</b> status report</p>(?:<p><b>message</b> (?:<u></u>)?</p>)?<p><b>description</b> (?:<u>)?the "
        r"(?:origin server did not find a|requested resource is not a)",
        "layer",
        "Tomcat",
    ),
    Phrase("Tomcat's error page", r"<h3>apache tomcat|<h1>http status [0-9]{3} ", "layer", "Tomcat"),
    Phrase("Jetty's error page", r"powered by jetty", "layer", "Jetty"),
    Phrase("ASP.NET Core's error", r"https://tools\.ietf\.org/html/rfc(?:7231|9110)#section", "layer", "ASP.NET Core"),
    Phrase("IIS's error page", r"<div id=\"header\"><h1>server error</h1>", "layer", "IIS"),
    Phrase("Fastify's error", r"\"message\":\"route [a-z]+:[^\"]{0,400} not found\"", "layer", "Fastify"),
    Phrase("Strapi's error", r"\{\"data\":null,\"error\":\{\"status\":[0-9]{3},\"name\":", "layer", "Strapi"),
    Phrase("PostgREST's error", r"\"code\":\"pgrst[0-9]", "layer", "PostgREST"),
    Phrase("Apigee's error", r"\"faultstring\":", "layer", "Apigee"),
    Phrase(
        "Azure API Management's error", r"\A\{ \"statuscode\": [0-9]{3}, \"message\":", "layer", "Azure API Management"
    ),
    Phrase("Netlify's error page", r"not found - request id:", "layer", "Netlify"),
    Phrase("Railway's error", r"application failed to respond", "layer", "Railway"),
    Phrase("Cloudflare's error code", r"\Aerror code: [0-9]{3,4}", "layer", "Cloudflare"),
    Phrase(
        "F5's error page",
        r"the requested url was rejected\. please consult with your administrator",
        "layer",
        "F5 BIG-IP",
    ),
    Phrase("openresty's error page", r"<center>openresty", "layer", "OpenResty"),
    Phrase(
        "nginx's error page", r"<center>(?:<h1>[^<]{0,80}</h1></center>\s{0,4}<hr><center>)?nginx", "layer", "nginx"
    ),
    Phrase("Apache's error page", r"<address>apache", "layer", "Apache"),
    Phrase("LiteSpeed's error page", r"proudly powered by litespeed", "layer", "LiteSpeed"),
    Phrase("Cloudflare's error page", r"cf-error-details|cloudflare ray id", "layer", "Cloudflare"),
    Phrase(
        "Azure Application Gateway's error page",
        r"microsoft-azure-application-gateway",
        "layer",
        "Azure Application Gateway",
    ),
)
_FOUND = [(phrase, re.compile(phrase.pattern.encode(), re.IGNORECASE)) for phrase in PHRASES]
_BY_NAME = {phrase.name: phrase for phrase in PHRASES}


def known(body: bytes) -> str:
    """The name of the phrase that the beginning of a body holds; empty where it holds none."""
    text = body[:MAX_BODY]
    return next((phrase.name for phrase, pattern in _FOUND if pattern.search(text)), "")


def named(name: str) -> Phrase | None:
    """The phrase of a name."""
    return _BY_NAME.get(name)
