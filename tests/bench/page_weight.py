"""Compressed bytes of the front page and of a report, each with all that it loads: `python -m tests.bench.page_weight`.

What is weighed, and the limit, are those of `tests/pages/test_weight.py`.
"""

from __future__ import annotations

import asyncio
import sys
from tempfile import TemporaryDirectory

from tests.bench.check_latency import ORIGIN, django_application, loopback_target
from tests.bench.figures import Figure, tell


async def measure(port: int) -> list[Figure]:
    from django.test import AsyncClient

    from tests.pages.test_weight import FIRST_FLIGHT, weight

    client = AsyncClient()
    fields = {"url": f"http://localhost:{port}/items", "origin": ORIGIN, "method": "PUT", "probes": "on"}
    report = await client.post("/", fields | {"headers": "Content-Type: application/json\nX-Other: x"})
    pages = {"front page": "/", "report": report["Location"]}
    return [
        Figure(f"{name}, compressed, with its assets", await weight(client, path), FIRST_FLIGHT, unit="bytes")
        for name, path in pages.items()
    ]


def main() -> int:
    with TemporaryDirectory() as folder, loopback_target() as port:
        django_application(folder)
        return tell(asyncio.run(measure(port)))


if __name__ == "__main__":
    sys.exit(main())
