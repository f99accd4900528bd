"""A rolling restart as documented: two instances, one after the other, under checks that all come back."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from tests.deploy.rolling import CHECKS, deployed, restart_under_checks
from tests.fixes.needs import require
from tests.tools.servers import program


@pytest.mark.prove
async def test_a_rolling_restart_loses_no_check_and_counts_every_one(tmp_path: Path) -> None:
    missing = [name for name in ("nginx", "initdb", "postgres", "redis-server") if program(name) is None]
    require(not missing, f"{', '.join(missing)} is not installed here")
    with deployed(tmp_path) as (environ, nginx, instances):
        token = Path(environ["METRICS_TOKEN_FILE"]).read_text()  # noqa: ASYNC240
        told = await restart_under_checks(nginx, instances)
        async with httpx.AsyncClient() as client:
            answer = await client.get(
                f"http://{nginx.servers[0]}/metrics", headers={"Authorization": f"Bearer {token}"}
            )
    assert told.lost == []
    assert (told.restarted, len(told.reports) >= CHECKS) == (2, True)
    # Whichever instance is asked, it counts for both, and for those that have ended.
    started = re.search(r"^checks_started_total ([\d.]+)$", answer.text, re.MULTILINE)
    assert started
    assert float(started[1]) == len(told.reports)
