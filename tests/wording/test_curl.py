"""The curl line of an exchange sends exactly its bytes, whatever they are."""

import shlex

import pytest

from checks.wording.curl import curl_command
from tests.tools.page_documents import HOSTILE


def test_a_preflight_as_curl() -> None:
    headers = [["Origin", "https://app.example.com"], ["Access-Control-Request-Method", "PUT"]]
    assert curl_command("OPTIONS", "https://api.example.com/a?b=c&d", headers) == (
        "curl -i -X OPTIONS 'https://api.example.com/a?b=c&d' \\\n"
        "  -H 'Origin: https://app.example.com' \\\n"
        "  -H 'Access-Control-Request-Method: PUT'"
    )


def test_head_brackets_and_empty_values_have_their_own_spelling() -> None:
    assert curl_command("HEAD", "http://[::1]:8000/", [["X-Empty", ""]]) == (
        "curl -i --globoff --head 'http://[::1]:8000/' \\\n  -H 'X-Empty;'"
    )


@pytest.mark.parametrize("text", [*HOSTILE, "'; rm -rf ~ #", "$(id)", "a\nb", "!history", "\\"])
def test_a_shell_reads_back_the_same_words(text: str) -> None:
    command = curl_command("GET", f"https://api.example.com/{text}", [["X-Any", text]])
    words = shlex.split(command.replace(" \\\n", " "))
    assert [word for word in words if word != "--globoff"] == [
        "curl",
        "-i",
        f"https://api.example.com/{text}",
        "-H",
        f"X-Any: {text}",
    ]
