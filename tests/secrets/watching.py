"""Everything that a try leaves behind, searched for its secret."""

from __future__ import annotations

import base64
import html
import json
import logging
from urllib.parse import quote, quote_plus

from django.apps import apps
from django.http import HttpResponse
from django.test import AsyncClient

from checks.exports import EXPORTS
from checks.fixes import STACKS
from checks.models import Report
from checks.reports.database import in_database
from corschecker.logs import JsonLines
from tests.secrets.places import basic


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
