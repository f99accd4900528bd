"""However a command ends, its status is one that is written down, and its reason a sentence: never a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cors.document import document, facts
from checks.cors.judge import judge
from checks.cors.model import Failure, RawResponse, Request
from checks.terminal.check import main
from checks.terminal.ending import Wrong, ended
from checks.terminal.files import MAX_FILE, joined
from checks.terminal.formats import FORMATS
from checks.terminal.results import Result, result_of

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "checks.terminal.main"]
# Chromium refuses its port, so nothing is sent.
UNSENT = ["check", "http://127.0.0.1:9/", "--origin", "http://localhost:3000"]
CASE = {"request": {"url": "https://api.example.com/", "origin": "https://app.example.com"}, "responses": []}


def run(
    words: Sequence[str], *, text: bytes = b"", command: Sequence[str] = COMMAND, **environ: str
) -> tuple[int, str]:
    """The exit status, and what was told on the error output."""
    done = subprocess.run(
        [*command, *words], input=text, cwd=ROOT, capture_output=True, env={"PATH": os.environ["PATH"], **environ}
    )
    told = done.stderr.decode()
    assert "Traceback" not in told
    return done.returncode, told.strip()


def in_shell(line: str) -> tuple[int, str]:
    """The same for a line of a shell, where `$C` is the command."""
    return run(["-c", line], command=["bash"], C=" ".join(COMMAND))


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """More answers than a pipe holds."""
    file = tmp_path / "cases.jsonl"
    file.write_text(f"{json.dumps(CASE)}\n" * 60)
    return file


@pytest.mark.parametrize(
    ("words", "text", "says"),
    [
        (["check", "--from-curl", "a" * 700], b"", "Nothing here can be read"),
        (["check", "--from-curl", "a" * 70_000], b"", "Nothing here can be read"),
        (["check", "--from-curl", "-"], b"curl http://x\xff", "The standard input is not UTF-8. Save"),
        (["check", "--har", "."], b"", ". cannot be read: Is a directory."),
        (["check", "--har", "-"], b'{"a":' * 200_000, "nests too deeply"),
        (["check", "--har", "-"], b'{"log": {"entries": [7]}}', "It holds 1 entry: 1 damaged entry"),
        (["check", "--har", "-"], b'{"log": {"version": 1%s}}' % (b"1" * 5000), "a number that is too long"),
        (["check", "--policy", "-"], b"a = " + b"[" * 100_000, "nests too deeply"),
        (["check", "--policy", "-"], b"a = " + b"1" * 5000, "a number that is too long"),
        (["check", "--policy", "-"], b"\xff\xfe[\0", "The standard input is not UTF-8. Save"),
        (["check", "--policy", "a" * 5000], b"", "File name too long"),
        ([*UNSENT, "--timeout", "nan"], b"", "give a number of seconds up to 600"),
        ([*UNSENT, "--timeout", "1e999"], b"", "give a number of seconds up to 600"),
        ([*UNSENT, "--timeout", "0"], b"", "give a number of seconds up to 600"),
        (["check", "--nosuch"], b"", "unrecognized arguments: --nosuch"),
        (["evaluate", "/nowhere/at/all"], b"", "cannot be read: No such file or directory."),
        (["evaluate", "."], b"", "cannot be read: Is a directory."),
        (["evaluate"], b"\xff", "The standard input is not UTF-8. Save"),
        (["evaluate", "--nosuch"], b"", "unrecognized arguments: --nosuch"),
        (["serve", "--port", "65536"], b"", "give a number from 1 to 65535"),
        (["serve", "--port", "\u0663"], b"", "give a number from 1 to 65535"),
        (["nosuch"], b"", "corschecker check --help lists the options."),
    ],
)
def test_what_cannot_be_used_is_2_with_a_sentence(words: list[str], text: bytes, says: str) -> None:
    status, told = run(words, text=text)
    assert status == 2
    assert says in told


@pytest.mark.parametrize("command", [[*COMMAND, "evaluate"], [sys.executable, "manage.py", "evaluate"]])
def test_a_setting_that_cannot_be_read_is_named(command: list[str], cases: Path) -> None:
    status, told = run([str(cases)], command=command, CHECK_DEADLINE_S="soon")
    assert status == 2
    assert re.fullmatch(r"\S+ evaluate: CHECK_DEADLINE_S: .*\.", told)


def test_settings_of_another_project_are_left_alone(cases: Path) -> None:
    assert run(["evaluate", str(cases)], DJANGO_SETTINGS_MODULE="shop.settings") == (0, "")


def test_a_folder_that_cannot_be_made_is_named() -> None:
    status, told = run(["serve"], XDG_DATA_HOME="/proc/nowhere")
    assert status == 2
    assert told.endswith("Set XDG_DATA_HOME to another.")


def test_a_mark_of_the_byte_order_is_no_part_of_the_text(cases: Path) -> None:
    marked = b"\xef\xbb\xbf" + cases.read_bytes()
    done = subprocess.run([*COMMAND, "evaluate"], input=marked, cwd=ROOT, capture_output=True, check=True)
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["inconclusive"] * 60


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("$C evaluate {cases} | head -c 20 > /dev/null; exit ${{PIPESTATUS[0]}}", 0),
        ("$C check --help | true; exit ${{PIPESTATUS[0]}}", 0),
        ("$C --help | true; exit ${{PIPESTATUS[0]}}", 0),
        # The status still tells what was found.
        ("$C {unsent} | true; exit ${{PIPESTATUS[0]}}", 1),
        ("$C {unsent} --json | true; exit ${{PIPESTATUS[0]}}", 1),
    ],
)
def test_a_reader_that_goes_away_ends_it_without_a_word(line: str, status: int, cases: Path) -> None:
    assert in_shell(line.format(cases=cases, unsent=" ".join(UNSENT))) == (status, "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("$C {unsent} > /dev/full", "The output cannot be written: No space left on device."),
        ("$C check --help > /dev/full", "The output cannot be written: No space left on device."),
        ("$C evaluate {cases} > /dev/full", "The output cannot be written: No space left on device."),
        ("$C {unsent} >&-", "The standard output is closed."),
        ("$C check --from-curl - <&-", "The standard input cannot be read: it is closed."),
        ("$C evaluate <&-", "The standard input cannot be read: it is closed."),
        ("yes | $C evaluate", "This is more than 64 MB."),
        ("$C check --har /dev/zero", "This is more than 256 MB."),
        (r"$C check --from-curl $'curl http://\xff'", "is not a host and port that a browser accepts"),
    ],
)
def test_what_the_system_refuses_is_2_with_a_sentence(line: str, says: str, cases: Path) -> None:
    status, told = in_shell(line.format(cases=cases, unsent=" ".join(UNSENT)))
    assert status == 2
    assert says in told


def test_letters_that_the_output_lacks_are_written_as_numbers() -> None:
    words = [*UNSENT, "-H", "X-Name: \u00fc\u0416", "--json", "--no-probes"]
    status, told = run([*UNSENT, "--markdown"], PYTHONIOENCODING="ascii")
    assert (status, told) == (1, "")
    assert run(words, PYTHONIOENCODING="ascii")[0] in (1, 2)


def test_a_fault_of_ours_is_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*args: object, **options: object) -> list[Result]:
        raise KeyError("a secret")

    assert main(UNSENT[1:], send=fail) == 2
    told = capsys.readouterr().err
    assert re.fullmatch(
        r"corschecker check: This is a fault of the program, not of the server: KeyError at test_ending\.py:\d+\.\n",
        told,
    )


def test_what_is_interrupted_is_130() -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    assert ended("corschecker", interrupt) == 130


def test_a_file_is_read_up_to_a_length() -> None:
    half = "a" * (MAX_FILE // 2)
    assert len(joined([half, half])) == MAX_FILE
    with pytest.raises(Wrong):
        joined([half, half, "a"])


HEADS = (b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\0", b"")


def pretend(requests: Sequence[Request], *, probes: bool, confirm: bool, timeout_s: float) -> list[Result]:
    """Results without a network: each server answers as the length of its URL says."""
    found = []
    for request in requests:
        head = HEADS[len(request.url) % len(HEADS)]
        answer = RawResponse(head) if head else Failure("connect_error")
        judged = judge(request, lambda answer=answer: lambda sent: answer)  # type: ignore[misc]
        found.append(result_of(request, document(facts(judged), "https://cors.invalid")))
    return found


ANYTHING = st.text(max_size=40)
URLS = st.one_of(
    ANYTHING,
    st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "ws", "file", ""]), ANYTHING, ANYTHING),
    st.sampled_from(["https://api.example.com/items", "http://api.example.com/", "/items", "https://[::1]:99999/"]),
)
ORIGINS = st.one_of(ANYTHING, st.sampled_from(["null", "https://app.example.com", "http://localhost:3000", "*"]))
HEADERS = st.one_of(ANYTHING, st.builds("{}: {}".format, ANYTHING, ANYTHING), st.just("X-Api-Key: x"))
PASTED = st.one_of(
    ANYTHING,
    st.builds("curl {} -H '{}' -X {} --data '{}'".format, URLS, HEADERS, ANYTHING, ANYTHING),
    st.builds('fetch("{}", {{"headers": {{"a": "{}"}}}})'.format, URLS, ANYTHING),
    st.builds(
        "Access to fetch at '{}' from origin '{}' has been blocked by CORS policy: {}".format, URLS, ORIGINS, ANYTHING
    ),
    st.builds("GET {} HTTP/1.1\n{}\nOrigin: {}\n\n".format, URLS, HEADERS, ORIGINS),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), ANYTHING),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(ANYTHING, st.sampled_from(["log", "entries", "request", "response"])), inner, max_size=4
        ),
    ),
    max_leaves=12,
)
PAIRS = st.lists(st.fixed_dictionaries({"name": ANYTHING, "value": ANYTHING}), max_size=3)
HARS = st.fixed_dictionaries(
    {
        "log": st.fixed_dictionaries(
            {
                "entries": st.lists(
                    st.fixed_dictionaries(
                        {
                            "request": st.fixed_dictionaries(
                                {"method": ANYTHING, "url": URLS, "headers": PAIRS, "cookies": JSON}
                            ),
                            "response": st.fixed_dictionaries({"status": st.integers(-2, 700), "headers": PAIRS}),
                            "_resourceType": JSON,
                        }
                    ),
                    max_size=3,
                )
            }
        )
    }
)
POLICY_VALUES = st.one_of(
    URLS.map(json.dumps),
    st.lists(ORIGINS, max_size=3).map(json.dumps),
    st.sampled_from(["true", "1", "[[]]", "1979-05-27"]),
)
POLICIES = st.one_of(
    ANYTHING,
    st.lists(
        st.one_of(
            st.sampled_from(["[defaults]", "[[endpoint]]", "[endpoint]", "[[other]]"]),
            st.builds(
                "{} = {}".format,
                st.sampled_from(["url", "method", "headers", "credentials", "origins", "denied", "expose", "x"]),
                POLICY_VALUES,
            ),
        ),
        max_size=8,
    ).map("\n".join),
    st.builds(
        '[[endpoint]]\nurl = "https://api.example.com/{}"\norigins = {}\ndenied = {}\nexpose = {}'.format,
        st.sampled_from(["", "a", "ab", "abc"]),
        *[st.lists(ORIGINS, max_size=2).map(json.dumps)] * 3,
    ),
)
OPTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["--origin"]), ORIGINS),
        st.tuples(st.sampled_from(["-X", "--method", "--stack", "--timeout", "--mode", "--credentials"]), ANYTHING),
        st.tuples(st.just("-H"), HEADERS),
        st.tuples(st.sampled_from(["--json", "--junit", "--markdown", "--github", "--no-probes", "--nosuch", "-h"])),
        st.tuples(st.just("--format"), st.one_of(st.sampled_from([*FORMATS]), ANYTHING)),
        st.tuples(st.just("--stack"), st.sampled_from(["nginx", "express", "s3"])),
        st.tuples(st.just("--credentials"), st.just("include")),
        st.tuples(st.just("--color"), st.just("always")),
        st.tuples(ANYTHING),
        st.tuples(URLS),
    ),
    max_size=5,
).map(lambda found: [word for words in found for word in words])
SOURCES = st.one_of(
    st.just((None, "")),
    st.tuples(st.just("--from-curl"), PASTED),
    st.tuples(st.just("--har"), st.one_of(JSON.map(json.dumps), HARS.map(json.dumps), ANYTHING)),
    st.tuples(st.just("--policy"), POLICIES),
)


@given(words=OPTIONS, source=SOURCES, valid=st.booleans())
def test_whatever_is_typed_ends_with_a_status_that_is_written_down(
    words: list[str], source: tuple[str | None, str], valid: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    option, text = source
    if option is not None:
        file = tmp_path_factory.getbasetemp() / "typed"
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        words = [option, str(file), *words]
    if valid:
        words = ["https://api.example.com/items", "--origin", "https://app.example.com", *words]
    told = io.StringIO()
    printed = tmp_path_factory.getbasetemp() / "printed"
    with printed.open("w", encoding="utf-8") as out, redirect_stderr(told), redirect_stdout(out):
        status = main(words, out=out, send=pretend)
    assert status in (0, 1, 2)
    assert "fault of the program" not in told.getvalue()
    assert status == 0 or told.getvalue() or printed.read_text(encoding="utf-8")
