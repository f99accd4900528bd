"""A large recording is cut down in the browser to what decides, and the command reads it whole."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from checks.inputs.box import MAX_JSON, MAX_MARKS, understand
from tests.inputs.hars.large import FAILS, large_har
from tests.inputs.hars.recordings import blocked
from tests.tools.page_scripts import NODE, run_beside_the_page_scripts

RUN = "process.stdout.write(leanText(fs.readFileSync(process.argv[2], 'utf8')))"


@pytest.fixture
def har(tmp_path: Path) -> Path:
    path = tmp_path / "large.har"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(large_har(5_000, 2_000))
    return path


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_page_sends_what_decides_of_a_large_recording_and_says_what_it_kept_back(har: Path) -> None:
    sent = run_beside_the_page_scripts(RUN, har)
    assert len(sent) < MAX_JSON
    assert sum(map(sent.count, "{[,:")) < MAX_MARKS
    assert "xxxx" not in sent
    found = understand(sent)
    assert (found.request.url, blocked(found)) == (FAILS, [FAILS])
    dropped = [left.text for left in found.left_out if "did not send" in left.text]
    assert len(dropped) == 1
    kept = json.loads(sent)["log"]["entries"]
    assert dropped == [f"{5_001 - len(kept):,} entries that your browser did not send"]


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_what_was_left_out_is_still_told_where_a_recording_is_reduced_again(tmp_path: Path) -> None:
    (tmp_path / "reduced.har").write_text(json.dumps({"log": {"entries": [{}], "_dropped": 7}}), encoding="utf-8")
    assert json.loads(run_beside_the_page_scripts(RUN, tmp_path / "reduced.har"))["log"]["_dropped"] == 7


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_of_a_small_recording_the_page_sends_every_entry(tmp_path: Path) -> None:
    (tmp_path / "small.har").write_text("\ufeff" + "".join(large_har(30, 10)), encoding="utf-8")
    log = json.loads(run_beside_the_page_scripts(RUN, tmp_path / "small.har"))["log"]
    assert (len(log["entries"]), "_dropped" in log) == (31, False)


def test_the_command_judges_every_request_of_a_recording(tmp_path: Path) -> None:
    (tmp_path / "page.har").write_text("".join(large_har(900, 10_000)), encoding="utf-8")
    output = StringIO()
    call_command("evaluate", str(tmp_path / "page.har"), stdout=output)
    documents = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [document["request"]["url"] for document in documents if document["verdict"] == "blocked"] == [FAILS]
    assert len(documents) == 1 + len(range(0, 900, 3))
