"""What a seeded case is drawn from: values of headers and requests, right ones and the mistakes that people make.

`{origin}` is the page's origin, `{host}` the same without its scheme, `{other}` an origin that is not the page's,
`{name}` and `{names}` a request header and all of them, `{method}` the request's method.
"""

from __future__ import annotations

RIGHT_ORIGINS = ("{origin}", "*")
WRONG_ORIGINS = (
    "null",
    "NULL",
    "{origin}/",
    "{origin}/app",
    "{origin}:80",
    "{other}",
    "{host}",
    "//{host}",
    "https://{host}",
    "HTTP://{host}",
    "{origin}, {origin}",
    "{origin} {other}",
    "{origin},*",
    "*, *",
    "* *",
    "",
    "'*'",
    '"{origin}"',
    "http://*.localhost",
    "true",
    "{origin}\u00a0",
    "{origin}?",
)
CREDENTIALS = (
    "true",
    "true",
    "true",
    "True",
    "TRUE",
    "false",
    "",
    "1",
    "true, true",
    "include",
    " true\t",
    "true\u00a0",
)
RIGHT_METHODS = (
    "{method}",
    "GET, {method}",
    "{method},POST",
    "*",
    ",{method}",
    "{method} , GET",
    "PUT,{method},DELETE,",
)
WRONG_METHODS = (
    "",
    "GET, POST",
    "get,{method} x",
    '"{method}"',
    "{method};GET",
    "GET {method}",
    "put",
    "*x, GET",
    "<all>",
    "/",
)
RIGHT_NAMES = ("{names}", "X-Other, {names}", "*", "{names},", "accept,{names}", " {names} ,origin")
WRONG_NAMES = (
    "",
    "x-other",
    "{name} x-other",
    '"{name}"',
    "x other, {names}",
    "{name};x",
    "({names})",
    "*, x y",
    "x-other,,",
)
EXPOSED = (
    "*",
    "X-A",
    "x-a, X-B",
    "X-A,,X-B",
    "X-A X-B",
    '"X-A"',
    "",
    "X-A;",
    "Set-Cookie, X-B",
    "x-none",
    "*, X-A",
    "b@d, X-A",
)
MAX_AGES = ("0", "600", "-1", "1.5", "abc", "99999999", "")

METHODS = (
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "patch",
    "put",
    "QUERY",
    "FOO",
    "foo",
    "PROPFIND",
)
REFUSED_METHODS = ("TRACE", "CONNECT", "TRACK", "trace", "b d", "G@T")
SAFE_HEADERS = (
    ("Accept", "application/json"),
    ("Accept-Language", "de, en;q=0.5"),
    ("Content-Language", "de-DE"),
    ("Content-Type", "text/plain"),
    ("Content-Type", "text/plain;charset=utf-8"),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "multipart/form-data; boundary=x"),
    ("Range", "bytes=0-1"),
    ("Range", "bytes=5-"),
)
UNSAFE_HEADERS = (
    ("Content-Type", "application/json"),
    ("Content-Type", "text/plain,"),
    ("Content-Type", 'text/plain;a="b"'),
    ("Content-Type", "Application/X"),
    ("Accept", "a(b)"),
    ("Accept", "text/html\u00e9"),
    ("Accept", "x" * 129),
    ("Accept-Language", "de_DE"),
    ("Authorization", "Basic dTpw"),
    ("X-Custom", "1"),
    ("X-MiXeD", "1"),
    ("x-requested-with", "XMLHttpRequest"),
    ("If-None-Match", '"x"'),
    ("Cache-Control", "no-cache"),
    ("Range", "bytes=-3"),
    ("Range", "bytes=3-1"),
    ("Range", "bytes= 0-1"),
    ("DPR", "2"),
    ("Save-Data", "on"),
    ("Last-Event-ID", "7"),
    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
)
# Not 408: Chromium asks again after it, but only on a connection that was used before.
STATUSES = (200, 201, 202, 203, 204, 206, 300, 304, 306, 400, 401, 403, 404, 405, 409, 410, 422, 451, 500, 503, 599)
PREFLIGHT_STATUSES = (200, 204, 204, 204, 204, 206, 299, 302, 304, 400, 401, 403, 404, 405, 500, 501, 502)
REDIRECTS = (301, 302, 303, 307, 308)
LOCATIONS = (
    "{url}",
    "{url}",
    "{url}",
    "{url}",
    "{url}",
    "{url}#part",
    "{path}",
    "{schemeless}",
    "{userinfo}",
    "ftp://localhost{path}",
    "data:,{path}",
    "http://[",
    "",
)

TYPES = {
    "img": ("image/png", "image/png", "text/html"),
    "script": ("text/javascript", "text/javascript", "application/json"),
    "module-script": ("text/javascript", "application/javascript", "text/html"),
    "stylesheet": ("text/css", "text/css", "text/html"),
    "preload": ("text/plain", "application/json"),
    "font": ("font/ttf", "application/octet-stream"),
    "eventsource": ("text/event-stream", "text/event-stream; charset=utf-8", "text/plain"),
}
MORE_TYPES = {
    "import-scripts": ("text/javascript", "text/html"),
    "worker-import": ("text/javascript", "text/html"),
    "worker-static-import": ("text/javascript", "text/html"),
    **TYPES,
    "video": ("audio/wav", "audio/wav", "text/plain"),
    "audio": ("audio/wav", "audio/wav", "text/html"),
    "track": ("text/vtt", "text/vtt", "text/plain"),
    "prefetch": ("text/html", "text/plain"),
    "modulepreload": ("text/javascript", "text/javascript", "text/html"),
    "json-module": ("application/json", "application/json", "text/plain"),
    "css-image": ("image/png", "image/png", "text/html"),
    "wasm": ("application/wasm", "application/wasm", "application/wasm; charset=utf-8"),
}
RESOURCE_POLICIES = ("same-origin", "same-site", "cross-origin", "Same-Origin", "", "none")

BODY_TYPES = ("text/plain", "application/json", "text/plain;charset=utf-8", "TEXT/PLAIN", "image/png", "bad type", "")
CONTEXTS: dict[str, tuple[object, ...]] = {
    "cache": ("no-store", "reload", "no-cache", "force-cache"),
    "keepalive": (True,),
    "referrer_policy": ("no-referrer", "origin", "same-origin", "unsafe-url", "strict-origin-when-cross-origin"),
    "embedder_policy": ("require-corp", "credentialless"),
}

# Heads that break the grammar of HTTP; {cors} stands for the header lines that would let the page in.
RAW_HEADS = (
    "HTTP/1.1 200 OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.0 200 OK\r\n{cors}\r\nok",
    "http/1.1 200 OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 200\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 2000 OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 abc OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}BadHeaderLine\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}: x\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}X-Foo: a\x01b\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}X-Foo: a\x00b\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}Content-Length: 2, 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}Content-Length: 1\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n{cors}Content-Length: abc\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nX-Foo: a\r\n folded\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin : *\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin\t: *\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\n Access-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess Control Allow Origin: *\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\naccess-control-allow-ORIGIN: *\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin:*\r\nContent-Length:2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: \r\n {origin}\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: {origin}\r\n \r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: {origin}\rX: y\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: {origin}\x00\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Origin: {origin}\r\n\r\nok",
    "HTTP/1.1 103 Early Hints\r\n{cors}\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n{cors}\r\n",
    "HTTP/1.1 101 Switching Protocols\r\n{cors}\r\nHTTP/1.1 200 OK\r\n{cors}Content-Length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\n{lf}Content-Length: 2\n\nok",
    "garbage\r\n\r\n",
)

# Policies of a page; all let it connect to itself and run its own script.
POLICIES = (
    "connect-src 'self'",
    "connect-src 'self' {target}",
    "connect-src 'self' {host}",
    "connect-src 'self' https:",
    "connect-src 'self' http://*.test",
    "default-src 'self' 'unsafe-inline'",
    "default-src 'self' 'unsafe-inline' {target}; img-src 'none'",
    "upgrade-insecure-requests",
    "upgrade-insecure-requests; connect-src 'self' {target}",
)
