"""Lighthouse, with a phone on a slow line in mind, has nothing to say against the five kinds of page.

https://developer.chrome.com/docs/lighthouse/
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.browsers.chromium import find
from tests.fixes.needs import missing_is_loud, node_modules, program, require
from tests.tools.loopback import Target

from . import kinds
from .measuring import PINNED

pytestmark = [pytest.mark.browsers, pytest.mark.prove]

FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"
# Other tests run beside it: their load makes a page slower, never faster, is not taken four times, and now and then has
# Lighthouse miss the beginning of a page.
PACE = "--throttling.cpuSlowdownMultiplier=1"
TRIES = 4
# A machine at rest gives a hundred to each; one with other tests beside takes a few away.
SPEED = 90
PAGES = {"front": "/", "lesson": "/learn/preflight/", "fix": "/fixes/nginx/", "rule": "/rules/allow-origin-missing/"}


async def lighthouse(url: str, file: Path, *options: str) -> dict[str, Any]:
    """What Lighthouse says of a page; without any category where it could not look at it."""
    with missing_is_loud("That Lighthouse finds nothing"):
        command = node_modules("lighthouse", PINNED) / "lighthouse" / "cli" / "index.js"
        arguments = [
            url,
            "--quiet",
            "--no-enable-error-reporting",
            "--output=json",
            f"--output-path={file}",
            f"--chrome-flags={FLAGS}",
            PACE,
            *options,
        ]
        process = await asyncio.create_subprocess_exec(
            program("node"), str(command), *arguments, env={**os.environ, "CHROME_PATH": find() or ""}
        )
        return {"categories": {}, "audits": {}} if await process.wait() else _read(file)
    raise AssertionError("a test that misses something has ended")


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def scores(found: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * category["score"]) for name, category in found["categories"].items()}


def complaints(found: dict[str, Any]) -> list[str]:
    """The audits that cost points."""
    audits = found["audits"]
    named = [one["id"] for category in found["categories"].values() for one in category["auditRefs"] if one["weight"]]
    return [
        f"{name}: {audits[name].get('displayValue', '')}" for name in named if audits[name]["score"] not in (1, None)
    ]


@pytest.mark.parametrize("kind", [*PAGES, "report"])
async def test_lighthouse_gives_a_hundred_in_each_category(
    site: str, target: Target, tmp_path: Path, kind: str
) -> None:
    require(find(), "Chromium is not installed: Lighthouse read no page")
    # A report is for those who have its address, and keeps search engines away.
    url, options = (
        (site + PAGES[kind], [])
        if kind in PAGES
        else (await kinds.report(site, target, "blocked"), ["--skip-audits=is-crawlable"])
    )
    for _ in range(TRIES):
        found = await lighthouse(url, tmp_path / "found.json", *options)
        told = scores(found)
        speed = told.pop("performance", 0)
        if speed >= SPEED and set(told.values()) == {100}:
            return
    raise AssertionError(f"{scores(found)}, {complaints(found)}")
