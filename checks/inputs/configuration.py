"""A server's configuration or code, known by what only its format writes: it makes no request, and is told as such."""

from __future__ import annotations

import json
from itertools import islice

import re2

from checks.inputs.understood import Configuration, Part, Understood

MAX_JSON = 64_000
# What of the matches of a pattern is looked at.
MAX_PLACES = 5_000


class _Format:
    """How often one of the patterns, which are looked for in a line, has to match in a text that is of this format;
    its id, and the name that people know it by."""

    def __init__(self, id: str, name: str, *patterns: str, least: int = 1) -> None:
        self.configuration = Configuration(id, name)
        self.pattern = re2.compile("(?mi)" + "|".join(patterns))
        self.least = least


# The surest first. Each pattern is one word or line that only this format writes about CORS.
_FORMATS = (
    _Format(
        "nginx",
        "an nginx configuration",
        r"^\s*(?:add_header|more_set_headers|proxy_pass|proxy_set_header|proxy_hide_header|return\s+\d+)\s[^;{}]*;",
        r"^\s*(?:location|server|upstream)\s[^;{}]*\{",
        r"^\s*server\s*\{",
        least=2,
    ),
    _Format(
        "haproxy",
        "an HAProxy configuration",
        r"^\s*http-(?:request|response|after-response) (?:set|add|del)-header\s",
        r"^\s*http-request return\s",
    ),
    _Format(
        "caddy",
        "a Caddyfile",
        r"^\s*(?:reverse_proxy|php_fastcgi|file_server)\b",
        r"^\s*header (?:[@/\w*]+ )?\{",
        r"^\s*header [+\-?>]?Access-Control-",
    ),
    _Format(
        "apache",
        "an Apache configuration",
        r"^\s*(?:Header|RequestHeader) (?:always |onsuccess )?(?:set|add|append|merge|unset|echo|edit\*?) ",
        r"^\s*<(?:IfModule|Directory|Location|VirtualHost|FilesMatch)\b",
        r"^\s*RewriteRule\s",
        r"^\s*SetEnvIf\s",
    ),
    _Format(
        "traefik",
        "a Traefik configuration",
        r"accessControlAllow(?:OriginList|Methods|Headers|Credentials)",
    ),
    _Format(
        "kubernetes-ingress",
        "a Kubernetes ingress",
        r"nginx\.ingress\.kubernetes\.io/(?:enable-cors|cors-)",
    ),
    _Format(
        "kong",
        "a Kong cors plugin configuration",
        r"^\s*-?\s*(?:name|plugin):\s*cors\s*$",
    ),
    _Format(
        "envoy",
        "an Envoy configuration",
        r"envoy\.filters\.http\.cors",
        r"allow_origin_string_match",
    ),
    _Format(
        "serverless",
        "a serverless.yml",
        r"^\s*-?\s*http(?:Api)?:\s*(?:$|\S+ \S+$)",
        r"^\s*cors:\s*true\s*$",
        least=2,
    ),
    _Format(
        "api-gateway",
        "an API Gateway configuration",
        r""""?(?:AllowOrigins|allowOrigins|CorsConfiguration|defaultCorsPreflightOptions|AWS::ApiGateway\w*)"?\s*[:=]""",
    ),
    _Format(
        "web-config",
        "an IIS web.config",
        r"<system\.webServer\b",
        r"<customHeaders\b",
        r"<httpProtocol\b",
    ),
    _Format(
        "gcs",
        "a Google Cloud Storage bucket's CORS policy",
        r""""(?:maxAgeSeconds|responseHeader)"\s*:""",
    ),
    _Format(
        "s3",
        "an S3 or R2 bucket's CORS policy",
        r""""(?:AllowedOrigins|AllowedMethods)"\s*:""",
    ),
    _Format(
        "s3-xml",
        "an S3 CORS configuration",
        r"<CORS(?:Configuration|Rule)\b",
        r"<AllowedOrigin>",
    ),
    _Format(
        "django",
        "django-cors-headers settings",
        r"CORS_(?:ALLOW|ORIGIN|EXPOSE|URLS|PREFLIGHT|REPLACE)\w*\s*=",
        r"\bcorsheaders\b",
    ),
    _Format(
        "fastapi",
        "FastAPI or Starlette code with CORSMiddleware",
        r"\bCORSMiddleware\b",
    ),
    _Format(
        "flask",
        "Flask code with Flask-CORS",
        r"\bflask_cors\b",
        r"@cross_origin\(",
        r"\bCORS\(\s*app\b",
    ),
    _Format(
        "nestjs",
        "NestJS code",
        r"\.enableCors\(",
        r"NestFactory\.create\([^)]*cors",
    ),
    _Format(
        "vite",
        "a Vite configuration",
        r"\bdefineConfig\(",
        r"""from ['"]vite['"]""",
    ),
    _Format(
        "fastify",
        "Fastify code",
        r"@fastify/cors",
        r"fastify-cors",
    ),
    _Format(
        "koa",
        "Koa code",
        r"@koa/cors",
        r"koa2-cors",
    ),
    _Format(
        "hono",
        "Hono code",
        r"hono/cors",
    ),
    _Format(
        "express",
        "Express code with cors()",
        r"""require\(['"]cors['"]\)""",
        r"""from ['"]cors['"]""",
        r"\.use\(\s*cors\b",
        r"\bapp\.options\(",
        r"""res\.(?:header|setHeader|set)\(\s*['"]Access-Control-""",
    ),
    _Format(
        "spring",
        "Spring code",
        r"@CrossOrigin\b",
        r"\bCorsRegistry\b",
        r"\bCorsConfiguration(?:Source)?\b",
        r"\baddCorsMappings\b",
        r"\bCorsFilter\b",
    ),
    _Format(
        "micronaut",
        "a Micronaut configuration",
        r"^\s*micronaut\.server\.cors\.",
    ),
    _Format(
        "quarkus",
        "a Quarkus configuration",
        r"^\s*quarkus\.http\.cors\b",
    ),
    _Format(
        "aspnet-core",
        "ASP.NET Core code",
        r"\bAddCors\(",
        r"\bUseCors\(",
        r"\[EnableCors\b",
    ),
    _Format(
        "laravel",
        "Laravel's config/cors.php",
        r"""['"](?:allowed_origins|allowed_methods|allowed_headers|supports_credentials)(?:_patterns)?['"]\s*=>""",
    ),
    _Format(
        "rails",
        "a rack-cors configuration",
        r"\bRack::Cors\b",
        r"""\bresource\s+['"][^'"]*['"]\s*,\s*(?:headers|methods|:headers)""",
    ),
    _Format(
        "gin",
        "Go code with a CORS middleware",
        r"\bcors\.(?:New|Config|Options|Default|Handler|AllowAll)\b",
        r"""w\.Header\(\)\.(?:Set|Add)\(\s*"Access-Control-""",
        r"""c\.(?:Header|Writer\.Header)\(.*"Access-Control-""",
    ),
    _Format(
        "axum",
        "Rust code with a CORS layer",
        r"\bCorsLayer\b",
        r"\bactix_cors\b",
        r"\bCors::(?:default|permissive)\(",
        r"rocket_cors",
    ),
    _Format(
        "php",
        "PHP code",
        r"""\bheader\(\s*['"]Access-Control-""",
    ),
)
# What stands in the code of a page, too: asked for once nothing else takes the text.
_WEAK = (
    _Format(
        "lambda",
        "code that returns its own headers",
        r"""['"]Access-Control-Allow-(?:Origin|Methods|Headers|Credentials)['"]\s*[:,=]""",
    ),
)
_BUCKET = ("AllowedOrigins", "AllowedMethods", "CORSRules", "CorsRules")


def parse(text: str) -> Understood | None:
    """The CORS rules of a bucket as JSON; None for any other document."""
    configuration = _bucket(text)
    return None if configuration is None else _understood(configuration)


def parts(text: str) -> list[Part]:
    """The lines of a configuration: from the first that tells its format to the last, with those around them."""
    return _parts(text, _FORMATS)


def parts_of_code(text: str) -> list[Part]:
    """The same of code that sends CORS headers by itself."""
    return _parts(text, _WEAK)


def _parts(text: str, formats: tuple[_Format, ...]) -> list[Part]:
    for form in formats:
        places = [match.start() for match in islice(form.pattern.finditer(text), MAX_PLACES)]
        if len(places) >= form.least:
            first, last = (text.count("\n", 0, place) for place in (places[0], places[-1]))
            return [Part(_block(text.split("\n"), first, last), _understood(form.configuration))]
    return []


def _block(lines: list[str], first: int, last: int) -> tuple[int, ...]:
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return tuple(range(first, last + 1))


def _understood(configuration: Configuration) -> Understood:
    return Understood(configuration.name, kind=f"{configuration.format}-configuration", configuration=configuration)


def _bucket(text: str) -> Configuration | None:
    """CORS rules of a bucket as JSON, such as the consoles of S3 and R2 take, or of Google Cloud Storage."""
    if len(text) > MAX_JSON or not text.lstrip().startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rule = value[0] if isinstance(value, list) and value else value
    if not isinstance(rule, dict):
        return None
    if any(name in rule for name in _BUCKET):
        return Configuration("s3", "an S3 or R2 bucket's CORS policy")
    cors = rule.get("cors", [rule])
    inner = cors[0] if isinstance(cors, list) and cors and isinstance(cors[0], dict) else {}
    if isinstance(inner.get("origin"), list) and ("method" in inner or "responseHeader" in inner):
        return Configuration("gcs", "a Google Cloud Storage bucket's CORS policy")
    return None
