"""The account of a day: what nothing explains is told, and so is whatever a log must not hold."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.faults.day.account import AGAIN_S, Account, Answer, Event
from tests.faults.day.logs import faults, leaks, statuses, strange, told, words_of
from tests.faults.day.people import PLACES, planted
from tests.faults.visitors import AS_EVER, LATER

WELL = Answer("checks", 1, 2, 201, AS_EVER, "s2lkJxTwbPjozkz6a-YCzg")
BUSY = Answer("checks", 12, 13, 503, LATER)
REDIS = Event("a Redis restart", {"checks": frozenset({LATER})}, begun=10, gone=20)
SECRET = {"bearer token of a check": "0123456789abpl4nted0"}


def account(*answers: Answer, event: Event = REDIS) -> Account:
    return Account([WELL, BUSY, *answers], [event], [], {}, Counter({200: 1, 503: 1}))


def test_a_day_that_goes_as_it_must_has_nothing_to_tell() -> None:
    assert list(account().broken) == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (replace(BUSY, kind="pages"), "1 of pages were told 503 with Retry-After, which nothing explains"),
        (replace(BUSY, told="status 503"), "1 of checks were told status 503, which nothing explains"),
        (replace(BUSY, began=5, ended=9), "1 of checks were told 503 with Retry-After, which nothing explains"),
        (replace(BUSY, began=20.1 + AGAIN_S, ended=40), "1 of checks were told 503 with Retry-After, which nothing"),
        (replace(BUSY, status=0, told="no answer"), "1 of checks were told no answer, which nothing explains"),
    ],
)
def test_only_what_is_done_then_explains_what_is_told(answer: Answer, sentence: str) -> None:
    (broken,) = account(answer).broken
    assert broken.startswith(sentence)


def test_what_began_before_and_what_came_soon_after_is_explained() -> None:
    found = account(replace(BUSY, began=1, ended=11), replace(BUSY, began=20 + AGAIN_S / 2, ended=50))
    assert found.unexplained == []


def test_no_500_is_explained_and_one_that_only_the_proxy_saw_counts() -> None:
    event = replace(REDIS, explains={"checks": frozenset({LATER, "status 500"})})
    assert list(account(replace(BUSY, status=500, told="status 500"), event=event).broken) == [
        "1 responses have status 500."
    ]
    found = replace(account(), logged={200: 1, 500: 2})
    assert list(found.broken) == ["2 responses have status 500."]


def test_lost_reports_leaks_failed_deeds_and_faults_that_nobody_noticed_are_told() -> None:
    event = replace(REDIS, begun=100, gone=110, failed=["7 are left."])
    found = replace(account(event=event), answers=[WELL], lost=["id"], leaked={"the password": 2})
    assert list(found.broken) == [
        "a Redis restart: 7 are left.",
        "a Redis restart: nobody has noticed it.",
        "1 reports that were promised are lost, such as id.",
        "A log has the password, 2 times.",
    ]


def test_a_row_says_how_often_something_was_told_and_how_often_while_something_was_done() -> None:
    assert list(account().lines())[2:] == [
        "| checks | 201 | 1 | 0 | 1.0 s |",
        "| checks | 503: 503 with Retry-After | 1 | 1 | 1.0 s |",
    ]


def test_each_place_has_a_secret_of_its_own_which_is_found_plain_in_capitals_and_in_base64() -> None:
    words = planted()
    assert len(set(words.values())) == len(words) == len(PLACES)
    for place, value in words.items():
        for text in (
            value,
            value.upper(),
            *(base64.b64encode(f"{'u' * n}{value}:x".encode()).decode() for n in range(3)),
        ):
            assert leaks(f"line {text} line", words, set()) == {f"the {place}": 1}


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        "[Errno 28] No space left on device",
        "ValueError: wrong",
        'connection to server at "127.0.0.1", port 1 failed: Connection refused',
    ],
)
def test_words_of_an_exception_are_found_those_of_the_servers_included(line: str) -> None:
    said = words_of(
        psycopg.OperationalError('connection to server at "127.0.0.1", port 1 failed: Connection refused\n\t?')
    )
    assert sum(told(f"a line\n{line}\n", said).values()) == 1


def test_only_a_promised_report_s_id_is_found_and_no_word_of_ours() -> None:
    assert WELL.report is not None
    log = f'{{"route": "/r/<str:report_id>/", "at": "{"a" * 22}"}}\n{{"message": "/r/{WELL.report}/"}}\n'
    assert leaks(log, SECRET, {WELL.report}) == {"the id of a report": 1}


def test_lines_that_nobody_means_to_write_are_found_and_pieces_of_json_are_none() -> None:
    log = (
        '{"time": "x"}\n[2026-11-28 17:23:44 +0000] [5135] [INFO] Starting gunicorn 27.0.1\n\n'
        '"INFO", "logger": "corschecker.access"\n7.3}\n--- Logging error ---\n--- Logging error ---\n'
    )
    assert strange(log) == {"a line that nobody means to write ('--- Logging error ---')": 2}


def test_the_faults_of_a_log_are_counted_with_their_place_and_the_statuses_of_a_proxy_s(tmp_path: Path) -> None:
    error = '{"level": "ERROR", "logger": "checks", "message": "It failed", "error": "OSError", "at": ["/a/b.py:7 f"]}'
    assert faults(f'{{"level": "INFO"}}\n{error}\n{error}\n') == {"checks: It failed (OSError at b.py:7 f)": 2}
    log = tmp_path / "corschecker.log"
    log.write_text('{"status":200,"upstream_status":"502"}\n{"status":200}\n{"status":503}\n{"stat')
    assert statuses(log) == {200: 2, 503: 1}
