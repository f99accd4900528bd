"""What is stored of a hostile answer is bounded, and says where it was cut."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checks.reports.bounds import CUT, MAX_RAW, MAX_REPORT, bounded_json
from tests.tools.effort import tries


def bounded(found: dict[str, Any]) -> dict[str, Any]:
    return json.loads(bounded_json(found))  # type: ignore[no-any-return]


def facts(headers: list[list[str]], count: int = 1, raw: str = "HTTP/1.1 200 OK") -> dict[str, Any]:
    exchange = {"purpose": "main", "response": {"status": 200, "headers": headers}, "raw": raw, "elapsed_ms": 4}
    return {"schema": 1, "exchanges": [exchange] * count, "findings": [{"evidence": [{"value": None, "span": [0, 1]}]}]}


def test_what_is_short_stays_as_it_is() -> None:
    found = facts([["Vary", "Origin"]])
    assert bounded(found) == found


def test_a_long_value_and_a_long_head_are_cut_with_a_mark() -> None:
    found = bounded(facts([["X-Long", "v" * 5000]], raw="r" * 20_000))["exchanges"][0]
    assert found["response"]["headers"] == [["X-Long", "v" * 4096 + CUT]]
    assert found["raw"] == "r" * MAX_RAW + CUT


@pytest.mark.parametrize(("count", "char"), [(1, "v"), (24, "v"), (24, "\xff")])
def test_a_report_never_grows_beyond_its_bound(count: int, char: str) -> None:
    headers = [[f"X-{n}", char * 250] for n in range(256)]
    text = bounded_json(facts(headers, count, raw="r" * 64_000))
    assert len(text) <= MAX_REPORT
    found = json.loads(text)
    first = found["exchanges"][0]["response"]["headers"]
    assert first[0] == headers[0]
    assert (first[-1] == [CUT, ""]) == (count == 24)


def test_long_lists_of_every_kind_are_cut_with_a_mark() -> None:
    names = [f"x-{n}" for n in range(5000)]
    found = facts([[name, "1"] for name in names])
    found["browsers"] = {"chromium": {"exposed_headers": names, "console": names, "exchanges": [0]}}
    found["findings"][0]["evidence"] *= 5000
    kept = bounded(found)
    assert kept["exchanges"][0]["response"]["headers"][-2:] == [["x-255", "1"], [CUT, ""]]
    assert kept["browsers"]["chromium"] == {name: [*names[:256], CUT] for name in ("exposed_headers", "console")} | {
        "exchanges": [0]
    }
    assert kept["findings"][0]["evidence"] == found["findings"][0]["evidence"][:256]


def test_the_request_and_the_policy_stay_whole_however_much_is_cut() -> None:
    found = facts([[f"X-{n}", "v" * 250] for n in range(256)], 120)
    found["request"] = {"url": "https://a.example/", "headers": [[f"X-{n}", "v" * 100] for n in range(50)]}
    found["policy"] = {"headers": [f"x-{n}" for n in range(50)]}
    text = bounded_json(found)
    kept = json.loads(text)
    assert len(text) <= MAX_REPORT
    assert len(kept["exchanges"]) == 120
    assert (kept["request"], kept["policy"]) == (found["request"], found["policy"])


_TEXTS = st.one_of(st.text(max_size=20), st.sampled_from(["v" * 300, "\xff" * 80, "\ud800" * 80]))
_LISTS = st.lists(_TEXTS, max_size=5).flatmap(lambda some: st.sampled_from([some, some * 100]))
_PAIRS = _LISTS.map(lambda texts: [[text, text] for text in texts])


# Without shrinking, which takes minutes of texts this long.
@settings(deadline=None, max_examples=tries(40, 15), phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(pairs=_PAIRS, names=_LISTS, text=_TEXTS, count=st.sampled_from([1, 24, 126]))
def test_whatever_an_answer_holds_its_report_keeps_to_the_bound(
    pairs: list[list[str]], names: list[str], text: str, count: int
) -> None:
    found = facts(pairs, count, raw=text)
    request = {"method": "GET", "url": text, "headers": pairs}
    found["exchanges"] = [{**exchange, "request": request} for exchange in found["exchanges"]]
    found["browsers"] = {name: {"exposed_headers": names, "console": names} for name in ("chromium", "firefox")}
    item = {"exchange": 0, "header": text, "value": text, "span": [0, 9], "args": {"origin": text}}
    found["findings"] = [{"rule": "allow-origin-missing", "evidence": [item] * count}] * 30
    kept = bounded_json(found)
    assert len(kept) <= MAX_REPORT
    assert len(json.loads(kept)["exchanges"]) == count


def _cpu(size: int) -> float:
    """Seconds of this process's time, the least of three tries."""
    found = facts([["A", "b" * 10]] * size, raw="r" * 10 * size)
    found["browsers"] = {"chromium": {"exposed_headers": ["a" * 10] * size}}

    def once() -> float:
        started = time.process_time()
        bounded_json(found)
        return time.process_time() - started

    return min(once() for _ in range(3))


def test_what_is_much_too_long_costs_no_more_than_what_is_too_long() -> None:
    assert _cpu(400_000) < 10 * _cpu(100_000) + 0.01
