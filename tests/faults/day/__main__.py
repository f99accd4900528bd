"""A day of the site in ten minutes: people who look at pages and have checks made, strangers between them, and in turn
a purge, a deploy, a restart of Redis and of the database, and a full disk.

    python -m tests.faults.day [--checks N] [--pages N] [--minutes N] [--logs FOLDER]

Prints what people were told, and what of it nothing explains. The exit status is 1 where something is lost, fails with
500 or is not explained, or where a log holds a secret, an address, a report's id or the words of an exception. It needs
to be root: it has a network and a disk of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import uvloop

from tests.faults.day.account import Account, Answer, Event
from tests.faults.day.hostile import Strangers
from tests.faults.day.logs import faults, leaks, statuses, strange, told
from tests.faults.day.people import People, Planted, clients_of, come, planted
from tests.faults.day.site import Site, events, served
from tests.faults.day.target import ADDRESS, target
from tests.tools.servers import program

APART = "DAY_APART"
NEEDED = ("initdb", "postgres", "redis-server", "nginx", "ip", "unshare", "mount")
STRANGERS_PER_S = 1
# So many of a kind are on their way at once.
AT_ONCE = 40
# What people did when it was asked for is seen until then.
SETTLED_S = 12.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--logs", type=Path, help="where the logs are copied to")
    given = parser.parse_args()
    if absent := [name for name in NEEDED if program(name) is None]:
        parser.error(f"{', '.join(absent)} is not installed here")
    if os.geteuid() != 0:
        parser.error("only root may mount a disk; run this as root, or in a container")
    if APART not in os.environ:
        command = ["unshare", "--net", "--mount", sys.executable, "-m", "tests.faults.day", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, APART: "true"}).returncode
    subprocess.run([program("ip") or "", "link", "set", "lo", "up"], check=True)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))
    with served() as site, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        account, minutes = runner.run(_day(site, given.checks, given.pages, given.minutes))
        if given.logs:
            for log in [*site.logs, site.postgresql.log]:
                shutil.copy(log, given.logs)
    print(*account.lines(), sep="\n")
    checks, pages = account.count("checks"), account.count("pages", "reports")
    print(f"{checks:,} checks and {pages:,} pages in {minutes:.1f} minutes, {len(account.answers):,} answers in all.")
    print(f"{len(account.unexplained)} are not explained, {len(account.lost)} promised reports are lost.")
    broken = list(account.broken)
    print("\n".join(broken) or "All is as it must be.")
    return 1 if broken else 0


async def _day(site: Site, checks: int, pages: int, minutes: float) -> tuple[Account, float]:
    """What came of it, and how many minutes it took."""
    words, seconds = planted(), minutes * 60
    plan, over = events(site), asyncio.Event()
    async with target(words) as checked, clients_of(site.nginx) as clients:
        people = People(clients, checked, words)
        await people.arrive()
        strangers = Strangers(people, site.nginx, checked, words)
        began = time.monotonic()
        async with asyncio.TaskGroup() as day:
            day.create_task(come(people.check, checks, seconds, over, AT_ONCE))
            day.create_task(come(people.look, pages, seconds, over, AT_ONCE))
            day.create_task(come(strangers.come, int(seconds * STRANGERS_PER_S), seconds, over, AT_ONCE))
            await _happen(plan, seconds)
            over.set()
        took_s = time.monotonic() - began
        lost = await _lost(site, people)
    return _account(site, people.answers, [event for event, _ in plan], lost, words), took_s / 60


async def _happen(plan: list[tuple[Event, Callable[[Event], None]]], seconds: float) -> None:
    """Do one after the other, evenly in that time, or as soon as the one before cannot be seen any more."""
    began = time.monotonic()
    for number, (event, deed) in enumerate(plan, 1):
        await asyncio.sleep(began + seconds * number / (len(plan) + 1) - time.monotonic())
        event.begun = time.monotonic()
        event.gone = float("inf")
        print(f"== {event.name}", flush=True)
        await asyncio.to_thread(deed, event)
        event.gone = time.monotonic()
        await asyncio.sleep(min(SETTLED_S, seconds / len(plan) / 2))


async def _lost(site: Site, people: People) -> list[str]:
    """The reports that were promised, and are not there or have no outcome when all checks have ended."""
    deadline = time.monotonic() + 2 * SETTLED_S
    while True:
        states = await asyncio.to_thread(site.reports)
        promised = [answer.report for answer in people.answers if answer.report is not None]
        lost = [report for report in promised if report not in people.deleted and states.get(report) != "done"]
        if not lost or time.monotonic() > deadline:
            return lost
        await asyncio.sleep(0.5)


def _account(site: Site, answers: list[Answer], plan: list[Event], lost: list[str], words: Planted) -> Account:
    secret = {**words, "address of a client": "127.77.0.", "address of a server that is checked": ADDRESS}
    ids = {answer.report for answer in answers if answer.report is not None}
    leaked: Counter[str] = Counter()
    for log in [*site.logs, site.postgresql.log, site.redis.log]:
        text = log.read_text(errors="replace")
        found = leaks(text, secret, ids)
        # PostgreSQL and Redis say what failed in words of their own.
        if log in site.logs:
            found += told(text, site.said)
        leaked += Counter({f"{what} ({log.parent.name}/{log.name})": count for what, count in found.items()})
    for instance in site.instances:
        text = instance.log.read_text(errors="replace")
        leaked += strange(text)
        for fault, count in faults(text).items():
            print(f"{instance.log.name} has {count} times {fault}")
    return Account(answers, plan, lost, leaked, statuses(site.nginx.log))


if __name__ == "__main__":
    sys.exit(main())
