"""A secret goes to its server, and then it is found nowhere: in no table, log line, page, export or error.

What is a secret is told by where it stands: `docs/operations.md` says where that is, and where it cannot be told. Only
the answer to whoever typed it holds it again: a form that could not be used is shown as it was filled in.
"""

from __future__ import annotations

import base64
import html
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import AsyncClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from checks.exports import EXPORTS
from checks.fixes import STACKS
from checks.models import Report
from checks.reports.database import in_database
from corschecker.logs import JsonLines
from tests.tools.loopback import Target, http
from tests.tools.page_html import Page

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "https://app.example.com"
# Long enough not to be a word of ours by chance, and with what URLs, HTML and JSON have to escape.
ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-._~+=!"
SECRETS = (
    st.lists(st.sampled_from(ALPHABET), min_size=12, max_size=40)
    .map("".join)
    .filter(lambda text: len(set(text)) > 7 and text[0].isalnum() and text[-1].isalnum())
)
# A shrunk secret is no clearer than the first one.
few = tries(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def basic(secret: str) -> str:
    return "Basic " + base64.b64encode(f"user:{secret}".encode()).decode()


# What a program sends to the API, by where the secret stands; `URL` stands for the server's own.
Body = Callable[[str], dict[str, Any]]
ASKED: dict[str, Body] = {
    "bearer token": lambda s: {"headers": [["Authorization", f"Bearer {s}"]]},
    "password": lambda s: {"headers": [["Authorization", basic(s)]]},
    "bare authorization": lambda s: {"headers": {"Authorization": s}},
    "header of a telling name": lambda s: {"headers": [["X-Api-Key", s]]},
    "header of any name": lambda s: {"headers": [["X-Tenant", s]]},
    "part of a header": lambda s: {"headers": [["X-Custom", f"id=7; key={s}, more"]]},
    "two headers": lambda s: {"headers": [["X-Token", s], ["X-Token", f"{s}2"]]},
    "query": lambda s: {"url": f"URL/items?page=2&access_token={quote(s)}"},
    "query that is not encoded": lambda s: {"url": f"URL/items?api_key={s}"},
    "fragment": lambda s: {"url": f"URL/items#access_token={s}&state={s}"},
    "query of a URL in the query": lambda s: {"url": f"URL/items?next={quote_plus(f'https://x.example/?token={s}')}"},
    "body": lambda s: {"method": "POST", "body": s, "confirm_side_effects": True},
    "JSON body": lambda s: {
        "method": "PUT",
        "headers": [["Content-Type", "application/json"]],
        "body": json.dumps({"password": s}),
        "confirm_side_effects": True,
    },
}
# What is refused; `url` alone where nothing else is said.
REFUSED: dict[str, Body] = {
    "user name and password": lambda s: {"url": f"https://user:{s}@api.example.com/"},
    "user name": lambda s: {"url": f"https://{s}@api.example.com/"},
    "password of a URL that cannot be read": lambda s: {"url": f"https://user:{s}@api example.com/"},
    "password without a scheme": lambda s: {"url": f"user:{s}@api.example.com"},
    "scheme missing": lambda s: {"url": f"api.example.com/?token={s}"},
    "scheme of the page": lambda s: {"url": f"//api.example.com/?token={s}"},
    "one slash": lambda s: {"url": f"https:/api.example.com/?token={s}"},
    "other scheme": lambda s: {"url": f"ftp://user:{s}@api.example.com/"},
    "port that is none": lambda s: {"url": f"https://user:{s}@api.example.com:x/"},
    "host that is none": lambda s: {"url": f"https://a..b:{s}@/"},
    "origin with a query": lambda s: {"origin": f"https://app.example.com/?token={s}"},
    "origin with a fragment": lambda s: {"origin": f"https://app.example.com#token={s}"},
    "origin with a password": lambda s: {"origin": f"https://user:{s}@app.example.com"},
    "origin without a scheme": lambda s: {"origin": f"user:{s}@app.example.com"},
    "cookie": lambda s: {"headers": {"Cookie": f"sid={s}"}},
    "header with a line break": lambda s: {"headers": {"Authorization": f"Bearer {s}\n"}},
    "header with another alphabet": lambda s: {"headers": {"Authorization": f"Bearer {s}\xe9"}},
    "header of a proxy": lambda s: {"headers": {"X-Real-IP": s}},
    "name that holds its value": lambda s: {"headers": {f"Authorization: Bearer {s}": "x"}},
    "choice": lambda s: {"credentials": s},
    "type": lambda s: {"headers": s},
    "method": lambda s: {"method": f"GET {s}"},
    "body that is too long": lambda s: {"method": "POST", "body": (s * 800)[:9000]},
}
# What a server sends of its own accord.
ANSWERED: dict[str, Callable[[str], bytes]] = {
    "cookie": lambda s: http(200, ("Set-Cookie", f"session={s}; Path=/; HttpOnly")),
    "challenge": lambda s: http(401, ("WWW-Authenticate", f'Digest realm="x", nonce="{s}"')),
    "authentication info": lambda s: http(200, ("Authentication-Info", f'nextnonce="{s}"')),
    "header of a telling name": lambda s: http(200, ("X-Session-Token", s)),
    "redirect with a token": lambda s: http(302, ("Location", f"/login?token={quote(s)}")),
    "redirect with a token in the fragment": lambda s: http(302, ("Location", f"/login#access_token={s}")),
    "redirect with a password": lambda s: http(302, ("Location", f"https://user:{s}@api.example.com/")),
    "redirect with a user name": lambda s: http(302, ("Location", f"http://{s}@127.0.0.1/")),
    "body": lambda s: b"HTTP/1.1 500 Oops\r\nContent-Length: %d\r\n\r\n%s" % (len(s), s.encode()),
}
# How a server repeats what it was sent.
REPEATED: dict[str, Callable[[str], bytes]] = {
    "header": lambda s: http(200, ("X-Echo", s), ("Access-Control-Allow-Origin", PAGE)),
    "header, encoded": lambda s: http(200, ("X-Echo", f"{quote(s, safe='')} {base64.b64encode(s.encode()).decode()}")),
    "header, encoded twice": lambda s: http(200, ("X-Echo", quote(quote(s, safe="")))),
    "header, in JSON": lambda s: http(200, ("X-Echo", json.dumps({"sent": "".join(f"\\u{ord(c):04x}" for c in s)}))),
    "header, in HTML": lambda s: http(200, ("X-Echo", "".join(f"&#{ord(c)};" for c in s))),
    "header, in hexadecimal": lambda s: http(200, ("X-Echo", s.encode().hex().upper())),
    "header, base64 of more": lambda s: http(200, ("X-Echo", base64.urlsafe_b64encode(f"u={s}&".encode()).decode())),
    "reason": lambda s: f"HTTP/1.1 403 {s} is wrong\r\nContent-Length: 0\r\n\r\n".encode(),
    "allowed origin": lambda s: http(200, ("Access-Control-Allow-Origin", f"https://{s}.example.com")),
    "allowed headers": lambda s: http(200, ("Access-Control-Allow-Headers", s), ("Access-Control-Allow-Origin", "*")),
    "redirect": lambda s: http(302, ("Location", f"/error/{quote(s)}?detail={quote(s)}")),
    "redirect to another origin": lambda s: http(302, ("Location", f"http://127.0.0.1:1/{quote(s)}")),
    "malformed": lambda s: f"HTTP/1.1 200 OK\r\n{s}\r\nX-Echo : {s}\r\n\r\n".encode(),
}
ALLOWED = http(
    204,
    ("Access-Control-Allow-Origin", PAGE),
    ("Access-Control-Allow-Methods", "POST, PUT"),
    ("Access-Control-Allow-Headers", "authorization, content-type, x-api-key, x-custom, x-tenant, x-token"),
)
PASTED: dict[str, Callable[[str], str]] = {
    "curl": lambda s: f"curl 'https://api.example.com/x?token={s}' -H 'Authorization: Bearer {s}' -H 'X-Api-Key: {s}'",
    "curl with a user": lambda s: f"curl -u 'user:{s}' https://api.example.com/x",
    "curl with cookies and a body": lambda s: f"curl https://api.example.com/x -b 'sid={s}' --data 'password={s}'",
    "curl with a password": lambda s: f"curl 'https://user:{s}@api.example.com/x'",
    "fetch": lambda s: (
        f'fetch("https://api.example.com/x?api_key={s}", '
        f'{{"headers": {{"authorization": "Bearer {s}", "x-csrf-token": "{s}"}}, "body": "{s}", "method": "POST"}});'
    ),
    "request": lambda s: (
        f"POST /x?token={s} HTTP/1.1\nHost: api.example.com\nOrigin: {PAGE}\n"
        f"Authorization: Bearer {s}\nCookie: sid={s}\n\n{s}"
    ),
    "answer": lambda s: f"HTTP/1.1 200 OK\nSet-Cookie: sid={s}; Path=/\nX-Auth-Token: {s}\nLocation: /next?token={s}\n",
    "HAR": lambda s: json.dumps({"log": {"version": "1.2", "entries": [har_entry(s)]}}),
    "JSON": lambda s: json.dumps(
        {"url": f"https://api.example.com/x?token={s}", "origin": PAGE, "headers": {"X-Api-Key": s}}
    ),
    "console line": lambda s: (
        f"Access to fetch at 'https://api.example.com/x?token={s}' from origin '{PAGE}' has been "
        "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
    ),
}


def har_entry(secret: str) -> dict[str, Any]:
    def pairs(*named: tuple[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in named]

    return {
        "request": {
            "method": "POST",
            "url": f"https://api.example.com/x?access_token={secret}",
            "headers": pairs(("Origin", PAGE), ("Authorization", f"Bearer {secret}"), ("Cookie", f"sid={secret}")),
            "cookies": pairs(("sid", secret)),
            "postData": {"mimeType": "text/plain", "text": secret},
        },
        "response": {
            "status": 200,
            "headers": pairs(("Set-Cookie", f"sid={secret}"), ("X-Auth-Token", secret)),
            "cookies": pairs(("sid", secret)),
            "content": {"text": secret},
        },
    }


class Watch(logging.Handler):
    """Every line that any logger writes, as production formats it and as development does."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [JsonLines().format(record), self.format(record)]


def traces(secret: str) -> set[str]:
    """The secret as it may be found again, in lower case."""
    encoded = base64.b64encode(secret.encode()).decode()
    spelled = (secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), json.dumps(secret)[1:-1])
    escaped = (
        quote(quote(secret, safe="")),
        "".join(f"\\u{ord(character):04x}" for character in secret),
        "".join(f"&#{ord(character)};" for character in secret),
    )
    core = base64.urlsafe_b64encode(f"u={secret}".encode()).decode()[4 : -(len(secret) + 2) % 3 - 4]
    others = (encoded[: len(encoded) // 4 * 4 - 4], basic(secret), secret.encode().hex(), core)
    return {text.lower() for text in (*spelled, *escaped, *others)}


def assert_nowhere(secret: str, **places: str) -> None:
    for place, text in places.items():
        lowered = text.lower()
        assert not any(trace in lowered for trace in traces(secret)), f"{secret} is in {place}: {around(text, secret)}"


def around(text: str, secret: str) -> str:
    at = min((at for trace in traces(secret) if (at := text.lower().find(trace)) >= 0), default=0)
    return text[max(0, at - 80) : at + 80]


def whole(response: HttpResponse) -> str:
    return f"{response.headers.items()} {response.cookies.output()} {response.content.decode()}"


async def rows() -> str:
    """Every row of every table, and of what SQLite and PostgreSQL would show of it."""

    def dump() -> str:
        models = list(apps.get_models())
        assert Report in models
        return repr([list(model.objects.values_list()) for model in models])  # type: ignore[attr-defined]

    return await in_database(dump)


async def everything_of(client: AsyncClient, report: str) -> dict[str, str]:
    """All that can be read of a report, by its address."""
    page, api = f"/r/{report}/", f"/api/v1/checks/{report}"
    found = {}
    for address in (
        page,
        api,
        f"{api}/badge.svg",
        *(f"{page}export/{form}" for form in EXPORTS),
        *(f"{page}fix/{stack}" for stack in list(STACKS)[:2]),
    ):
        found[address] = whole(await client.get(address))
    for kind in ("text/plain", "text/markdown"):
        found[kind] = whole(await client.get(api, headers={"Accept": kind}))
    return found


class Case:
    """One try: the lines that it logs, and a database that is empty at its end."""

    async def __aenter__(self) -> Case:
        self.watch = Watch()
        logging.getLogger().addHandler(self.watch)
        for name in logging.root.manager.loggerDict:
            logging.getLogger(name).addHandler(self.watch)
        return self

    async def __aexit__(self, *error: object) -> None:
        logging.getLogger().removeHandler(self.watch)
        for name in logging.root.manager.loggerDict:
            logging.getLogger(name).removeHandler(self.watch)
        await in_database(Report.objects.all().delete)

    async def assert_kept(self, client: AsyncClient, secret: str, report: str) -> None:
        assert_nowhere(secret, **await everything_of(client, report))
        await self.assert_quiet(secret)

    async def assert_quiet(self, secret: str) -> None:
        assert_nowhere(secret, database=await rows(), log="\n".join(self.watch.lines))


async def post(client: AsyncClient, target: Target, body: dict[str, Any]) -> HttpResponse:
    filled = {"url": "URL/items", "origin": PAGE, **body}
    filled["url"] = filled["url"].replace("URL", target.url)
    return await client.post("/api/v1/checks", json.dumps(filled), content_type="application/json")


@pytest.mark.parametrize("place", ASKED)
@few
@given(secret=SECRETS, repeated=st.sampled_from(list(REPEATED)))
async def test_what_a_program_sends(
    async_client: AsyncClient, target: Target, place: str, secret: str, repeated: str
) -> None:
    def answer(head: str) -> bytes:
        return ALLOWED if head.startswith("OPTIONS") else REPEATED[repeated](secret)

    # A server is not sent a fragment, and cannot repeat it.
    target.answer = answer if place != "fragment" else lambda head: http(200)
    target.heads.clear()
    async with Case() as case:
        response = await post(async_client, target, ASKED[place](secret))
        assert response.status_code == 201
        assert target.heads
        if place != "fragment" and "body" not in place:
            assert any(trace in "".join(target.heads).lower() for trace in traces(secret))
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response.json()["id"])


@pytest.mark.parametrize("repeated", REPEATED)
@few
@given(secret=SECRETS)
async def test_what_a_server_repeats(async_client: AsyncClient, target: Target, repeated: str, secret: str) -> None:
    target.answer = lambda head: REPEATED[repeated](secret)
    fields = {
        "url": f"{target.url}/x?token={quote(secret)}",
        "origin": PAGE,
        "method": "GET",
        "headers": f"Authorization: Bearer {secret}\nX-Tenant: {secret}",
        "probes": "on",
    }
    async with Case() as case:
        response = await async_client.post("/", fields)
        assert response.status_code == 303
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response["Location"].split("/")[2])


@pytest.mark.parametrize("place", ANSWERED)
@few
@given(secret=SECRETS)
async def test_what_a_server_sends_of_itself(
    async_client: AsyncClient, target: Target, place: str, secret: str
) -> None:
    target.answer = lambda head: ANSWERED[place](secret)
    async with Case() as case:
        response = await post(async_client, target, {"credentials": "include"})
        assert response.status_code == 201
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response.json()["id"])


@pytest.mark.parametrize("place", REFUSED)
@few
@given(secret=SECRETS)
async def test_what_is_refused(async_client: AsyncClient, target: Target, place: str, secret: str) -> None:
    body = REFUSED[place](secret)
    async with Case() as case:
        response = await post(async_client, target, body)
        # It is refused for what the case is about, and by no rule before that.
        assert list(body)[-1].rstrip("s") in response.json()["field"]
        assert_nowhere(secret, error=whole(response))
        query = {"url": f"{target.url}/", "origin": PAGE} | {
            name: value for name, value in body.items() if isinstance(value, str) and name != "body"
        }
        headers = body.get("headers", {})
        lines = [headers] if isinstance(headers, str) else [f"{name}: {value}" for name, value in headers.items()]
        response = await async_client.get("/api/v1/check?" + urlencode(query | {"header": lines}, doseq=True))
        assert_nowhere(secret, error_of_get=whole(response))
        await case.assert_quiet(secret)


@pytest.mark.parametrize("place", PASTED)
@few
@given(secret=SECRETS)
async def test_what_is_pasted(async_client: AsyncClient, target: Target, place: str, secret: str) -> None:
    async with Case() as case:
        response = await async_client.post("/paste", {"paste": PASTED[place](secret), "origin": PAGE})
        assert response.status_code == 200
        page = Page(response.content.decode())
        # The pasted answers wait there, as they came, for whoever pasted them to have them judged.
        answers = [field.text.strip() for field in page.all("textarea", name="answers")]
        shown = html.unescape(response.content.decode())
        for kept in answers:
            shown = shown.replace(kept, "")
        assert_nowhere(secret, page=shown)
        await case.assert_quiet(secret)
        for answer in answers[:1]:
            fields = {"url": "https://api.example.com/x", "origin": PAGE, "method": "GET", "answers": answer}
            judged = await async_client.post("/paste/judge", fields)
            assert judged.status_code == 303
            await case.assert_kept(async_client, secret, judged["Location"].split("/")[2])


@few
@given(secret=SECRETS)
async def test_what_stands_in_a_form_that_could_not_be_used(
    async_client: AsyncClient, target: Target, secret: str
) -> None:
    fields = {"url": f"{target.url}/?token={secret}", "origin": "", "headers": f"Authorization: Bearer {secret}"}
    async with Case() as case:
        response = await async_client.post("/", fields)
        assert response.status_code == 422
        assert secret in html.unescape(response.content.decode())
        assert_nowhere(secret, head=f"{response.headers.items()} {response.cookies.output()}")
        await case.assert_quiet(secret)


@few
@given(secret=SECRETS)
async def test_a_fault_of_ours(async_client: AsyncClient, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(report: Report, site: str) -> None:
        raise RuntimeError(f"cannot render {report.facts_json} of {secret}")

    body = {"url": f"http://127.0.0.1:1/?token={secret}", "origin": PAGE}
    async with Case() as case:
        with monkeypatch.context() as patched:
            patched.setattr("checks.running.service.document_of", fail)
            response = await async_client.post("/api/v1/checks", json.dumps(body), content_type="application/json")
        assert response.status_code == 500
        assert_nowhere(secret, error=whole(response), log="\n".join(case.watch.lines[::2]))


@pytest.mark.parametrize("repeated", REPEATED)
@few
@given(secret=SECRETS)
async def test_what_a_server_repeats_once_its_preflight_let_the_secret_through(
    async_client: AsyncClient, target: Target, repeated: str, secret: str
) -> None:
    target.answer = lambda head: ALLOWED if head.startswith("OPTIONS") else REPEATED[repeated](secret)
    target.heads.clear()
    fields = {
        "url": f"{target.url}/x?token={quote(secret)}",
        "origin": PAGE,
        "method": "GET",
        "headers": f"Authorization: Bearer {secret}\nX-Tenant: {secret}",
        "probes": "on",
    }
    async with Case() as case:
        response = await async_client.post("/", fields)
        assert response.status_code == 303
        (main,) = {head for head in target.heads if f"Authorization: Bearer {secret}\r\n" in head}
        assert main.startswith("GET /x?token=")
        assert_nowhere(secret, answer=whole(response))
        await case.assert_kept(async_client, secret, response["Location"].split("/")[2])
