"""Every kind of page of the running site: the public ones by their links, reports and forms by what leads to them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from html import unescape
from urllib.parse import urlencode, urlsplit

import httpx
from django.urls import Resolver404, resolve

from tests.browsers.chromium import Chromium
from tests.tools.effort import some_of
from tests.tools.loopback import Reply, Target, http

ORIGIN = "http://app.example.com"
# Pages that one template makes of one thing after the other; the rest are one of a kind.
OF_MANY = {"rule", "fix-stack"}
JSON_BODY = [["Content-Type", "application/json"]]
Visit = Callable[[Chromium, str, Target], Awaitable[None]]


def public(site: str, name: str = "") -> list[str]:
    """The addresses of all public pages, or of those with one name of the list of addresses, as far as links lead."""
    found = {f"{site}/": "check"}
    with httpx.Client(trust_env=False, timeout=60) as client:
        waiting = [f"{site}/"]
        while waiting:
            page = client.get(waiting.pop())
            for link in re.findall(r'href="(/[^"#?]*)', page.text):
                address, kind = site + unescape(link), _name(link)
                if not kind or address in found:
                    continue
                if kind not in OF_MANY or kind not in found.values():
                    waiting.append(address)
                found[address] = kind
    pages = {address for address in found if _is_page(address, found[address])}
    return sorted(address for address in pages if not name or found[address] == name)


def of_each_kind(site: str) -> list[str]:
    """The public pages, with three of those that there are many of."""
    addresses = public(site)
    many = [[one for one in addresses if _name(one) == name] for name in sorted(OF_MANY)]
    return [one for one in addresses if _name(one) not in OF_MANY] + [one for some in many for one in some[::25][:3]]


def _name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def _is_page(address: str, name: str) -> bool:
    with httpx.Client(trust_env=False, timeout=60) as client:
        return name in OF_MANY or client.head(address).headers["Content-Type"].startswith("text/html")


def answer(head: str) -> Reply:
    """What a server with a fault of its own at each path answers."""
    method, path = head.split(" ")[:2]
    origin = (re.findall(r"(?im)^origin: (\S+)", head) or [""])[0]
    allowed, server = ("Access-Control-Allow-Origin", origin), ("Server", "nginx/1.24.0")
    kept = ("Access-Control-Allow-Credentials", "true")
    is_preflight = method == "OPTIONS"
    match path.partition("?")[0]:
        case "/good":
            more = [("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "content-type")]
            ours = ("Access-Control-Allow-Origin", ORIGIN)
            return http(200, server, ours, ("Vary", "Origin"), *(more if is_preflight else []))
        case "/dangerous":
            return http(200, server, allowed, kept, ("Vary", "Origin"))
        case "/preflight":
            return http(405, server) if is_preflight else http(200, server, allowed)
        case "/wildcards":
            stars = [("Access-Control-Allow-Headers", "*"), ("Access-Control-Allow-Methods", "*")]
            return http(200, server, ("Access-Control-Allow-Origin", "*"), *(stars if is_preflight else []))
        case "/redirects":
            return http(302, allowed, ("Location", "/login?next=%2F"))
        case "/login":
            form = b"<title>Sign in</title><form method=post><input type=password name=password></form>"
            head_of_page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(form)}\r\n\r\n"
            return head_of_page.encode() + form
        case "/slow-for-others":
            return http(200, server) if origin == ORIGIN and not is_preflight else None
        case "/slow":
            return None
        case "/absent":
            return http(404, server)
    return http(200, server)


# What is asked of the server above, or of none, by the kind of report that comes of it.
REPORTS: dict[str, dict[str, object]] = {
    "blocked": {"url": "/missing"},
    "preflight blocked": {"url": "/preflight", "method": "PUT", "headers": JSON_BODY},
    "allowed": {"url": "/good"},
    "dangerous": {"url": "/dangerous", "credentials": "include"},
    "preflight only": {"url": "/good", "method": "PUT", "headers": JSON_BODY},
    "differs": {"url": "/wildcards", "method": "PUT", "headers": [["Authorization", "Bearer x"]]},
    "inconclusive": {"url": "/redirects"},
    "not found": {"url": "/absent"},
    "opaque": {"url": "/missing", "initiator": "img", "mode": "no-cors"},
    "unreachable": {"url": "http://127.0.0.1:1/"},
}


async def report(site: str, target: Target, kind: str) -> str:
    """The address of a new report of a kind."""
    target.answer = answer
    asked = REPORTS[kind]
    url = str(asked["url"])
    body = {"origin": ORIGIN, **asked, "url": target.url + url if url.startswith("/") else url}
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        made = await client.post(f"{site}/api/v1/checks", json=body)
    assert made.status_code == 201, made.text
    return f"{site}/r/{made.json()['id']}/"


async def opened(chromium: Chromium, url: str) -> None:
    """Opens a page and waits until all of it is there."""
    await chromium.open(0, url)
    await chromium.until(0, f"location.href === {url!r} && document.readyState === 'complete'")


async def checked(chromium: Chromium, site: str, target: Target, path: str, until: str) -> None:
    """Checks a path of the server above by the form, up to what the page then shows."""
    target.answer = answer
    await opened(chromium, f"{site}/?" + urlencode({"url": target.url + path, "origin": ORIGIN}))
    await chromium.evaluate(0, "document.querySelector('button.go').click()")
    await chromium.until(0, f"location.pathname.startsWith('/r/') && document.readyState === 'complete' && {until}")


async def pasted(chromium: Chromium, site: str, text: str) -> None:
    """Pastes into the box of the front page and has it read."""
    await opened(chromium, f"{site}/")
    await chromium.evaluate(0, "document.querySelector('[name=paste]').focus()")
    await chromium.until(0, "!!window.htmx")
    await chromium.type(0, text)
    await chromium.evaluate(0, "document.querySelector('[formaction=\"/paste\"]').click()")
    await chromium.until(0, "!!document.querySelector('section.understood, [name=paste][aria-invalid]')")


CURL = f"""curl 'https://api.example.com/items' -X 'PUT' -H 'authorization: Bearer x' -H 'origin: {ORIGIN}' -d '{{}}'"""
TRANSCRIPT = f"""> GET /items HTTP/1.1
> Host: api.example.com
> Origin: {ORIGIN}
>
< HTTP/1.1 200 OK
< Content-Type: application/json
<
"""
CONSOLE = (
    f"Access to fetch at 'https://api.example.com/items' from origin '{ORIGIN}' has been blocked by CORS policy: "
    "No 'Access-Control-Allow-Origin' header is present on the requested resource."
)


async def _judged(chromium: Chromium, site: str, _: Target) -> None:
    await pasted(chromium, site, TRANSCRIPT)
    await chromium.evaluate(0, "document.querySelector('[formaction=\"/paste/judge\"]:not(.unseen)').click()")
    await chromium.until(0, "location.pathname.startsWith('/r/') && document.readyState === 'complete'")


async def _refused(chromium: Chromium, site: str, _: Target) -> None:
    await opened(chromium, f"{site}/?" + urlencode({"url": "ftp://example.com", "origin": "not an origin"}))
    await chromium.evaluate(0, "document.querySelector('button.go').click()")
    await chromium.until(0, "!!document.querySelector('[role=alert]')")


async def _exported(chromium: Chromium, site: str, target: Target) -> None:
    await opened(chromium, await report(site, target, "blocked"))
    await chromium.evaluate(0, "document.querySelector('a[href$=\"/export/axios\"]').click()")
    await chromium.until(0, "!!document.querySelector('#exported pre')")


def _paste(text: str) -> Visit:
    return lambda chromium, site, _: pasted(chromium, site, text)


def _check(path: str, until: str) -> Visit:
    return lambda chromium, site, target: checked(chromium, site, target, path, until)


def _report(kind: str, more: str = "") -> Visit:
    async def visit(chromium: Chromium, site: str, target: Target) -> None:
        await opened(chromium, await report(site, target, kind) + more)

    return visit


def _at(path: str) -> Visit:
    return lambda chromium, site, _: opened(chromium, site + path)


# Each leaves its page open in the first tab.
VISITS: dict[str, Visit] = {
    **{f"report: {kind}": _report(kind) for kind in REPORTS},
    "report: pasted": _judged,
    "report: of one's own": _check("/missing", "!!document.querySelector('#delete')"),
    "report: verdict stands": _check("/slow-for-others", "!!document.querySelector('#probing')"),
    "report: runs": _check("/slow", "!!document.querySelector('ol, [role=status]')"),
    "report: gone": _at("/r/none/"),
    "report: with an export": _exported,
    "fix of a report": _report("blocked", "fix/nginx"),
    "front page with a curl": _paste(CURL),
    "front page with a transcript": _paste(TRANSCRIPT),
    "front page with a console line": _paste(CONSOLE),
    "front page with what cannot be read": _paste("curl 'https://"),
    "front page refused": _refused,
    "fixes refused": _at("/fixes/nginx/?origins=nonsense&methods=GET"),
    "no such page": _at("/none/"),
    "page for a console": _at("/lab/console"),
}


async def each(
    chromium: Chromium, site: str, target: Target, visits: Mapping[str, Visit], look: Callable[[], Awaitable[list[str]]]
) -> str:
    """What `look` finds, each with the pages that it is on; empty where it finds nothing."""
    assert visits
    found: dict[str, list[str]] = {}
    for name, visit in visits.items():
        await visit(chromium, site, target)
        for one in await look():
            found.setdefault(one, []).append(name)
    return "\n".join(f"{one} [{len(names)}: {', '.join(names[:3])}]" for one, names in found.items())


async def every_kind(site: str) -> dict[str, Visit]:
    """One of each kind of page."""
    return VISITS | _visits(site, await asyncio.to_thread(of_each_kind, site))


async def many(site: str, name: str) -> dict[str, Visit]:
    """The pages of one template: all of them in CI, a part elsewhere."""
    return _visits(site, some_of(await asyncio.to_thread(public, site, name), name))


def _visits(site: str, addresses: Sequence[str]) -> dict[str, Visit]:
    return {path: _at(path) for path in (address.removeprefix(site) for address in addresses)}
