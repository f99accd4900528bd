"""Restart two instances one after the other, behind nginx and under checks, and count the checks that are lost.

.venv/bin/python -m tests.deploy.rolling
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.deploy.documented import Instance, Nginx, environment, instances, manage
from tests.deploy.visitor import Visitor
from tests.tools.loopback import Target
from tests.tools.servers import postgresql, redis

RATE = 20
CHECKS = 500
PAGE = "https://app.example.com"
# One client asks for all of it, of one server, and that one is on loopback.
FOR_ONE_CLIENT = {
    "CHECK_ALLOW_PRIVATE_CIDRS": "127.0.0.0/8",
    "CHECK_EXTRA_PORTS": "*",
    **dict.fromkeys(("CHECK_RATE_LIMITS", "CHECK_TARGET_RATE_LIMITS", "CHECK_REQUEST_RATE_LIMITS"), ""),
    **dict.fromkeys(("CHECK_MAX_RUNNING", "CHECK_MAX_RUNNING_PER_CLIENT", "CHECK_MAX_RUNNING_PER_TARGET"), "0"),
}


@dataclass
class Told:
    """What became of the checks: the addresses of the reports that were answered with 201, and what else there was."""

    reports: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    longest_s: float = 0
    restarted: int = 0


async def check(visitor: Visitor, url: str, told: Told) -> None:
    started = asyncio.get_running_loop().time()
    try:
        response = await visitor.ask("POST", "/api/v1/checks", json={"url": url, "origin": PAGE, "fresh": True})
    except httpx.HTTPError as error:
        told.lost.append(type(error).__name__)
        return
    told.longest_s = max(told.longest_s, asyncio.get_running_loop().time() - started)
    document = response.json() if response.status_code == 201 else {}
    if document.get("kept") and document["verdict"] == "blocked":
        told.reports.append(document["id"])
    else:
        told.lost.append(f"{response.status_code} {response.text[:200]}")


async def restart_under_checks(nginx: Nginx, restarted: Sequence[Instance], checks: int = CHECKS) -> Told:
    """Send so many checks, or more if the restarts take longer, `RATE` a second, and read every report afterwards."""
    target, told = Target(), Told()
    server = await asyncio.start_server(target.talk, "127.0.0.1", 0)
    target.port = server.sockets[0].getsockname()[1]

    async def restart() -> None:
        for instance in restarted:
            await asyncio.sleep(checks / RATE / 5)
            await asyncio.to_thread(instance.restart)
            told.restarted += 1

    async with server, Visitor(nginx) as visitor:
        restarting = asyncio.create_task(restart())
        sent: list[asyncio.Task[None]] = []
        started = asyncio.get_running_loop().time()
        while len(sent) < checks or not restarting.done():
            sent.append(asyncio.create_task(check(visitor, f"{target.url}/{len(sent)}", told)))
            await asyncio.sleep(started + len(sent) / RATE - asyncio.get_running_loop().time())
        await asyncio.gather(restarting, *sent)
        for report in told.reports:
            response = await visitor.ask("GET", f"/api/v1/checks/{report}")
            if response.status_code != 200:
                told.lost.append(f"report: {response.status_code}")
    return told


@contextmanager
def deployed(folder: Path, **more: str) -> Iterator[tuple[dict[str, str], Nginx, list[Instance]]]:
    """One machine as docs/operations.md sets it up: PostgreSQL, Redis, two instances on one socket, and nginx."""
    with postgresql() as database, redis() as counts, deployed_with(database, counts, folder, **more) as found:
        yield found


@contextmanager
def deployed_with(
    database: str, counts: str, folder: Path, **more: str
) -> Iterator[tuple[dict[str, str], Nginx, list[Instance]]]:
    """The same, with a PostgreSQL and a Redis that run already, by their URLs."""
    environ = environment(folder, database, counts, **{**FOR_ONE_CLIENT, **more})
    manage(environ, "migrate")
    manage(environ, "collectstatic", "--no-input")
    with instances(environ, folder, ["1", "2"]) as (address, started):
        nginx = Nginx(folder, address)
        with nginx.running():
            yield environ, nginx, started


def main() -> None:
    with TemporaryDirectory() as name, deployed(Path(name)) as (_, nginx, started):
        told = asyncio.run(restart_under_checks(nginx, started))
    answered = len(told.reports) + len(told.lost)
    print(f"{told.restarted} restarts, {answered} checks, {len(told.lost)} lost, the slowest {told.longest_s:.1f} s")
    for line, count in Counter(told.lost).items():
        print(f"  {count} times: {line}")


if __name__ == "__main__":
    main()
