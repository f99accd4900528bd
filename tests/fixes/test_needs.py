"""A proof that cannot run says so: skipped with its reason on a user's machine, failed in CI."""

import pytest

from tests.fixes.needs import MissingError, program, require


def test_a_proof_that_cannot_run_is_skipped_with_its_reason() -> None:
    with pytest.raises(pytest.skip.Exception, match="nginx is not installed here"):
        require(False, "nginx is not installed here", {})


def test_a_proof_that_cannot_run_fails_in_ci() -> None:
    with pytest.raises(pytest.fail.Exception, match="nginx is not installed here"):
        require(False, "nginx is not installed here", {"CI": "true"})


def test_what_is_there_is_not_spoken_of() -> None:
    require(True, "never said", {"CI": "true"})


def test_a_missing_program_is_named() -> None:
    with pytest.raises(MissingError, match="no-such-server is not installed here"):
        program("no-such-server")
