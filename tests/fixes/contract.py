"""What every fixed server must answer, asked by raw requests: an independent reading of the answers' headers."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from checks.cors.policy import CorsPolicy

LOGIN = ("Authorization", "Basic dXNlcjpwYXNz")
TIMEOUT_S = 60
ANY_PAGE = "https://any.example.net"
CORS_HEADERS = tuple(
    f"access-control-{name}"
    for name in ("allow-origin", "allow-credentials", "allow-methods", "allow-headers", "expose-headers", "max-age")
)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        return [value.strip() for key, value in self.headers if key.lower() == name]

    def words(self, name: str) -> set[str]:
        return {word.strip().lower() for value in self.all(name) for word in value.split(",") if word.strip()}


def ask(port: int, method: str, path: str, *headers: tuple[str, str]) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        body = b"{}" if method in ("POST", "PUT", "PATCH") else None
        connection.putrequest(method, path)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
            if not any(name.lower() == "content-type" for name, _ in headers):
                connection.putheader("Content-Type", "application/json")
        connection.endheaders(body)
        response = connection.getresponse()
        response.read()
        return Reply(response.status, response.getheaders())
    finally:
        connection.close()


def preflight(port: int, origin: str, method: str, names: str = "", path: str = "/items") -> Reply:
    asked = [("Origin", origin), ("Access-Control-Request-Method", method)]
    if names:
        asked.append(("Access-Control-Request-Headers", names))
    return ask(port, "OPTIONS", path, *asked)


def lookalikes(origin: str) -> list[str]:
    """Origins that a careless comparison takes for this one."""
    parts = urlsplit(origin)
    host = parts.netloc
    return [
        f"{parts.scheme}://{host}.evil.test",
        f"{parts.scheme}://evil{host}",
        f"{parts.scheme}://sub.{host}",
        f"{parts.scheme}://{host.replace('.', 'x')}x",
        f"{parts.scheme}://{host[:-1]}",
        f"{parts.scheme}x://{host}",
        f"{parts.scheme}://{host}1" if parts.port else f"{parts.scheme}://{host}:444",
        "https://evil.test",
        "null",
    ]


def allowed_origins(policy: CorsPolicy) -> list[str]:
    """Origins that the policy allows: each exact one, two for a subdomain pattern, some other site for any."""
    if policy.any_origin:
        return [ANY_PAGE]
    subdomains = [pattern.replace("*", name) for pattern in policy.subdomain_patterns for name in ("a", "b.c-d")]
    return [*policy.exact_origins, *subdomains]


def failures(port: int, policy: CorsPolicy, *, login: bool = False, static: bool = False) -> list[str]:
    """Everything that a fixed server gets wrong, each as "topic: what"; a topic can be a known gap of a library.

    `login`: a login stands in front of the application. `static`: there is no application, only a file at /items.
    """
    found: list[str] = []
    for origin in allowed_origins(policy):
        found += _preflights(port, policy, origin)
        found += _file(port, policy, origin) if static else _answers(port, policy, origin, login=login)
    if not policy.any_origin:
        found += _strangers(port, policy, login=login)
    found += _not_granted(port, policy)
    return found


def same_origin_failures(port: int) -> list[str]:
    """What a proxy under the page's own origin gets wrong: under /api/ every answer is the server's, which gets none of
    the cookies of the page's own site."""
    found: list[str] = []
    own = ("Origin", f"http://127.0.0.1:{port}")
    for method, path, status in [
        ("GET", "/items", 200),
        ("PUT", "/items", 200),
        ("DELETE", "/items", 200),
        ("GET", "/private", 401),
        ("GET", "/missing", 404),
        ("GET", "/crash", 500),
    ]:
        reply = ask(port, method, f"/api{path}", own, ("Cookie", "sid=of-the-page"))
        if reply.all("x-got-cookie"):
            found.append(f"cookies: {method} {path} passed the page's cookie on")
        if reply.status != status:
            found.append(f"status: {method} {path} answered {reply.status} instead of {status}")
        if (reply.all("x-total-count") == ["2"]) != (path == "/items"):
            found.append(f"application: {method} {path} carries X-Total-Count {reply.all('x-total-count')}")
    return found


def _preflights(port: int, policy: CorsPolicy, origin: str) -> Iterator[str]:
    for path in ("/items", "/private"):
        for method in policy.methods:
            reply = preflight(port, origin, method, ",".join(policy.headers), path)
            what = f"preflight {method} {path} from {origin}"
            if not 200 <= reply.status < 300:
                yield f"preflight-status: {what} answered {reply.status}"
            for line in _granted(reply, policy, origin, what):
                yield f"preflight-{line}" if line.startswith("vary") else line
            if method not in {word.upper() for word in reply.words("access-control-allow-methods")}:
                yield f"methods: {what} is not granted: {reply.all('access-control-allow-methods')}"
            if not set(policy.headers) <= reply.words("access-control-allow-headers"):
                yield f"headers: {what} lacks some of {policy.headers}: {reply.all('access-control-allow-headers')}"
            if reply.all("access-control-max-age") != [str(policy.max_age)]:
                yield f"max-age: {what} says {reply.all('access-control-max-age')}"


def _answers(port: int, policy: CorsPolicy, origin: str, *, login: bool) -> Iterator[str]:
    expected = [(method, "/items", 200, (LOGIN,)) for method in policy.methods]
    expected += [("GET", "/private", 401, ()), ("GET", "/private", 200, (LOGIN,))]
    expected += [("GET", "/missing", 404, (LOGIN,)), ("GET", "/crash", 500, (LOGIN,))]
    if login:
        expected.append(("GET", "/items", 401, ()))
    for method, path, status, headers in expected:
        reply = ask(port, method, path, ("Origin", origin), *headers)
        what = f"{method} {path} from {origin} ({status})"
        if reply.status != status:
            yield f"status: {what} answered {reply.status}"
        yield from (f"error-{line}" if status >= 400 else line for line in _granted(reply, policy, origin, what))
        if status == 200 and not {name.lower() for name in policy.expose_headers} <= reply.words(
            "access-control-expose-headers"
        ):
            yield f"expose: {what} exposes {reply.all('access-control-expose-headers')}"
        if (path, status) == ("/items", 200):
            if reply.all("x-total-count") != ["2"]:
                yield f"application: {what} lost X-Total-Count: {reply.all('x-total-count')}"
            if "accept-encoding" not in reply.words("vary"):
                yield f"vary-kept: {what} lost the application's Vary: {reply.all('vary')}"


def _file(port: int, policy: CorsPolicy, origin: str) -> Iterator[str]:
    for path, status in [("/items", 200), ("/missing", 404)]:
        reply = ask(port, "GET", path, ("Origin", origin))
        what = f"GET {path} from {origin} ({status})"
        if reply.status != status:
            yield f"status: {what} answered {reply.status}"
        yield from _granted(reply, policy, origin, what)


def _granted(reply: Reply, policy: CorsPolicy, origin: str, what: str) -> Iterator[str]:
    wanted = "*" if policy.any_origin else origin
    if reply.all("access-control-allow-origin") != [wanted]:
        yield f"origin: {what} carries {reply.all('access-control-allow-origin')}"
    if reply.all("access-control-allow-credentials") != (["true"] if policy.credentials else []):
        yield f"credentials: {what} carries {reply.all('access-control-allow-credentials')}"
    if not policy.any_origin and "origin" not in reply.words("vary"):
        yield f"vary: {what} varies by {reply.all('vary')}"
    for name in CORS_HEADERS:
        if len(reply.all(name)) > 1:
            yield f"doubled: {what} carries {name} {len(reply.all(name))} times"


def _strangers(port: int, policy: CorsPolicy, *, login: bool) -> Iterator[str]:
    headers = (LOGIN,) if login else ()
    strangers = {other for origin in policy.exact_origins for other in lookalikes(origin)}
    for pattern in policy.subdomain_patterns:
        # Below a pattern every subdomain is allowed, so its lookalikes are those of the domain, and of one subdomain.
        strangers |= {pattern.replace("*.", ""), *lookalikes(pattern.replace("*.", ""))}
        strangers |= {other for other in lookalikes(pattern.replace("*", "a")) if ".a." not in other}
        strangers -= {pattern.replace("*", "sub"), pattern.replace("*", "evila")}
    strangers -= set(policy.origins)
    for stranger in sorted(strangers):
        replies = {
            "preflight": preflight(port, stranger, policy.methods[-1], ",".join(policy.headers)),
            "GET": ask(port, "GET", "/items", ("Origin", stranger), *headers),
        }
        for kind, reply in replies.items():
            allowed = reply.all("access-control-allow-origin")
            if stranger in allowed or "*" in allowed:
                yield f"stranger: {kind} from {stranger} is allowed: {allowed}"
            if "origin" not in reply.words("vary"):
                yield f"vary-stranger-{kind.lower()}: from {stranger} varies by {reply.all('vary')}"
    reply = ask(port, "GET", "/items", *headers)
    if reply.status != 200 or "*" in reply.all("access-control-allow-origin"):
        yield f"no-origin: answered {reply.status} with {reply.all('access-control-allow-origin')}"
    if "origin" not in reply.words("vary"):
        yield f"vary-no-origin: varies by {reply.all('vary')}"


def _not_granted(port: int, policy: CorsPolicy) -> Iterator[str]:
    origin = allowed_origins(policy)[0]
    reply = preflight(port, origin, "PATCH")
    if reply.words("access-control-allow-methods") & {"patch", "*"}:
        yield f"methods: PATCH is granted: {reply.all('access-control-allow-methods')}"
    reply = preflight(port, origin, policy.methods[-1], "x-evil")
    if reply.words("access-control-allow-headers") & {"x-evil", "*"}:
        yield f"headers: X-Evil is granted: {reply.all('access-control-allow-headers')}"
