"""A PostgreSQL that is killed, frozen or cut off keeps nobody waiting, and the site works again by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.fixes.needs import PATH, require
from tests.reports.test_databases import ROOT, needs
from tests.tools.cut_off import READERS, WORKS

pytestmark = pytest.mark.prove

# The others are shown theirs by a page that says so.
AWAY = {"storage_unavailable": READERS, "unkept": 1}


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    """What each fault made of the visitors, by its name."""
    needs("initdb", "postgres", "nft", "ip", "unshare")
    require(os.geteuid() == 0, "only root may drop packets")
    command = ["unshare", "--net", sys.executable, "-m", "tests.tools.cut_off"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": PATH}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return {found["fault"]: found for found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("fault", ["frozen", "cut off", "killed"])
def test_nobody_hangs_on_a_database_that_is_away_and_all_are_served_once_it_is_back(
    told: dict[str, dict[str, Any]], fault: str
) -> None:
    assert told[fault] == {"fault": fault, "during": [AWAY, AWAY], "works_again": True}


def test_connections_that_were_forgotten_on_the_way_are_made_anew_before_anybody_is_refused(
    told: dict[str, dict[str, Any]],
) -> None:
    assert told["forgotten connections"]["during"] == [WORKS]


def test_connections_to_a_server_that_never_answers_again_are_left_for_new_ones(
    told: dict[str, dict[str, Any]],
) -> None:
    found = told["frozen connections"]
    assert (found["during"], found["works_again"]) == ([AWAY], True)


def test_a_server_ends_while_its_database_is_frozen(told: dict[str, dict[str, Any]]) -> None:
    assert told["frozen at the end"]["ended"] == "ok"
