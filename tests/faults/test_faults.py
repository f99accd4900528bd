"""The table of faults in the operations page is the command's, and a fault that costs somebody something is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.catalogue import FAULTS
from tests.faults.clock import Clock
from tests.faults.measured import Fault, Row, Times, row_of
from tests.faults.page import PAGE, line, titles, written
from tests.faults.visitors import AS_EVER, BROKEN, LATER, UNKEPT, Visit
from tests.fixes.needs import require
from tests.tools.servers import program

TIMES = Times(begun=10, there=10, ended=20, gone=20)
BEFORE = Visit("pages", 9.9, 10.1, AS_EVER)


def fault(*, kills: bool = False) -> Fault:
    return Fault("it rains", lambda site, target: None, lambda site, target: None, kills=kills)


def row(*visits: Visit, lost: tuple[Visit, ...] = (), kills: bool = False) -> Row:
    return row_of(fault(kills=kills), [BEFORE, *visits], list(lost), TIMES)


def test_the_page_has_a_row_for_each_fault_in_their_order() -> None:
    assert titles(PAGE.read_text()) == [fault.title for fault in FAULTS.values()]


def test_what_was_measured_again_takes_the_place_of_its_row_and_leaves_the_others() -> None:
    rows = [Row(title, "nothing", "nothing", "at once") for title in ("one", "two", "three")]
    page = PAGE.read_text()
    first = written(page, rows, ["one", "two", "three"])
    assert titles(first) == ["one", "two", "three"]
    again = written(first, [Row("two", "pages: 503", "nothing", "3 s")], ["one", "two", "three"])
    assert again == first.replace(line(rows[1]), "| two | pages: 503 | nothing | 3 s |")
    assert written(again, [], ["three"]).count("\n| ") == first.count("\n| ") - 2


def test_a_row_says_what_each_kind_of_visitors_was_told_and_when_it_was_over() -> None:
    found = row(
        Visit("reports", 12, 16.1, LATER),
        Visit("reports", 13, 13.1, LATER),
        Visit("checks by the API", 12, 12.1, UNKEPT),
        Visit("reports", 22.5, 22.6, LATER),
    )
    assert found == Row(
        "it rains",
        "pages and checks by the form: as ever; reports: 503 with Retry-After, within 5 s; "
        "checks by the API: handed over whole, not kept, at once",
        "nothing",
        "3 s",
    )
    assert row(Visit("pages", 12, 12.1, AS_EVER)).seen == "nothing"


@pytest.mark.parametrize(
    ("visit", "lost", "sentence"),
    [
        (Visit("pages", 12, 12.1, "status 500"), False, "1 visits were told status 500."),
        (Visit("pages", 12, 21, AS_EVER), False, "Somebody waited 9.0 s for pages."),
        (Visit("pages", 31, 31.1, LATER), False, "It worked again only after 11.0 s."),
        (Visit("checks by the form", 9, 9.5, AS_EVER, "id"), True, "1 reports that were promised are lost."),
        (Visit("pages", 9.9, 10.5, BROKEN), False, "1 requests that were made before had no answer."),
    ],
)
def test_what_must_not_be_is_told(visit: Visit, lost: bool, sentence: str) -> None:
    assert row(visit, lost=(visit,) if lost else ()).broken == [sentence]


def test_what_a_killed_process_held_may_be_lost_and_nothing_else() -> None:
    held, cut = Visit("checks by the form", 9, 9.5, AS_EVER, "id"), Visit("pages", 9.9, 10.5, BROKEN)
    found = row(held, cut, lost=(held,), kills=True)
    assert (found.lost, found.broken) == ("what a killed process held", [])
    later = Visit("checks by the form", 12, 12.5, AS_EVER, "id")
    assert row(later, lost=(later,), kills=True).broken == ["1 reports that were promised are lost."]


def test_a_clock_is_set_for_who_reads_it_and_one_that_only_goes_forward_is_not(tmp_path: Path) -> None:
    require(program("cc"), "cc is not installed here")
    clock = Clock(tmp_path)
    code = "import datetime, time; input(); print(time.time(), datetime.datetime.now().timestamp(), time.monotonic())"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, **clock.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    clock.set(-3600)
    told = list(map(float, process.communicate("\n", timeout=60)[0].split()))
    assert [round((time.time() - now) / 60) for now in told[:2]] == [60, 60]
    assert round((time.monotonic() - told[2]) / 60) == 0
