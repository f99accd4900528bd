"""What whoever asks the database is told while a real PostgreSQL is harmed, one JSON object a line.

    unshare --net python -m tests.tools.cut_off

In a network of its own, since packets are dropped there.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
from collections import Counter
from collections.abc import Awaitable, Callable

import django

from tests.reports.test_databases import migrate
from tests.tools.servers import Server, postgresql_server, program

# More than there are threads.
READERS = 8
# Far beyond what anybody waits, in case the machine is busy.
HANGS_S, RETURNS_S = 30.0, 10.0


async def told(asked: Awaitable[object]) -> str:
    """What came of it, in a word."""
    from checks.refusal import Refusal

    try:
        async with asyncio.timeout(HANGS_S):
            return "unkept" if await asked is False else "ok"
    except Refusal as refusal:
        return refusal.code
    except TimeoutError:
        return "hangs"


class Visitors:
    """People who read a report, and one who stores one, all at the same time."""

    def __init__(self) -> None:
        from checks.models import Report
        from checks.reports.writing import Writer

        self.report = Report.begin()
        self.writer = Writer()

    async def ask(self) -> dict[str, int]:
        """How many were told what."""
        from checks.models import Report
        from checks.reports import store
        from checks.reports.database import in_database

        reads = [told(in_database(store.find, self.report.pk)) for _ in range(READERS)]
        return Counter(await asyncio.gather(*reads, told(self.writer.insert(Report.begin()))))

    async def works_again(self) -> bool:
        """Whether all of them are served at some time within `RETURNS_S`."""
        try:
            async with asyncio.timeout(RETURNS_S):
                while True:
                    if await self.ask() == WORKS:
                        return True
                    await asyncio.sleep(0.1)
        except TimeoutError:
            return False


WORKS = {"ok": READERS + 1}
FAULTS: dict[str, tuple[Callable[[Server], None], Callable[[Server], None]]] = {
    "frozen": (Server.freeze, Server.thaw),
    "cut off": (Server.cut_off, Server.connect),
    "killed": (Server.kill, Server.start),
}


async def main(server: Server) -> None:
    visitors = Visitors()
    await visitors.writer.insert(visitors.report)
    for name, (fault, mend) in FAULTS.items():
        if await visitors.ask() != WORKS:
            raise RuntimeError(f"before it was {name}, the database did not answer")
        fault(server)
        during = [await visitors.ask(), await visitors.ask()]
        mend(server)
        print(json.dumps({"fault": name, "during": during, "works_again": await visitors.works_again()}), flush=True)
    server.forget_connections()
    print(json.dumps({"fault": "forgotten connections", "during": [await visitors.ask()]}), flush=True)
    server.connect()
    server.freeze_children()
    during, again = [await visitors.ask()], await visitors.works_again()
    print(json.dumps({"fault": "frozen connections", "during": during, "works_again": again}), flush=True)
    await at_the_end(server, visitors)


async def at_the_end(server: Server, visitors: Visitors) -> None:
    """A server that stops while the database is frozen."""
    from checks.reports.database import close_threads

    server.freeze()
    asked = asyncio.create_task(visitors.ask())
    await asyncio.sleep(0.5)
    ended = await told(asyncio.to_thread(close_threads))
    server.thaw()
    await asyncio.gather(asked, return_exceptions=True)
    print(json.dumps({"fault": "frozen at the end", "ended": ended}), flush=True)


if __name__ == "__main__":
    subprocess.run([program("ip") or "", "link", "set", "lo", "up"], check=True)
    with postgresql_server() as postgresql:
        migrate(postgresql.url)
        os.environ |= {"DATABASE_URL": postgresql.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        django.setup()
        logging.disable()
        asyncio.run(main(postgresql))
