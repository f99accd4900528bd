"""PowerShell's calls are read with the statements that make their headers, and what these leave open is named."""

from __future__ import annotations

import pytest

from checks.inputs.commands import powershell
from checks.inputs.understood import Understood
from checks.refusal import Refusal

URL = "https://api.example.com/items"


def only(text: str) -> Understood:
    (part,) = powershell.parts(text)
    return part.found


@pytest.mark.parametrize(
    "made",
    [
        "$h = @{ 'X-A' = '1'; 'X-B' = '2' }",
        "$h = @{}\n$h['X-A'] = '1'\n$h['X-B'] = '2'",
        "$h = @{ 'X-A' = '1' }\n$h += @{ 'X-B' = '2' }",
        "$h = @{ 'X-A' = '1' }\n$h.Add('X-B', '2')",
        "$h = New-Object 'Dictionary[[String],[String]]'\n$h.Add(\"X-A\", \"1\")\n$h.Add('X-B', '2')",
        "$h = [ordered]@{\n  'X-A' = '1'\n  'X-B' = '2'\n}",
        "$one = '1'\n$h = @{ 'X-A' = $one; 'X-B' = \"$($one + '')\" }\n$h['X-B'] = '2'",
    ],
)
def test_headers_are_the_same_however_their_table_was_made(made: str) -> None:
    (part,) = powershell.parts(f"{made}\nInvoke-RestMethod {URL} -Headers $h\nWrite-Host done")
    assert part.found.request.headers == (("X-A", "1"), ("X-B", "2"))
    assert part.lines == tuple(range(made.count("\n") + 2))


def test_parameters_that_a_table_holds_are_those_of_the_call() -> None:
    found = only(f"$p = @{{ Uri = '{URL}'; Method = 'Put'; Headers = @{{ 'X-A' = '1' }} }}\n$r = irm @p")
    assert (found.request.url, found.request.method, found.request.headers) == (URL, "PUT", (("X-A", "1"),))


def test_parameters_that_the_text_does_not_set_are_asked_for_by_name() -> None:
    with pytest.raises(Refusal, match="are in @p, which the text does not set"):
        only("Invoke-RestMethod @p")


def test_headers_that_the_text_does_not_set_are_named() -> None:
    notes = [note.text for note in only(f"irm {URL} -Headers $h").notes if note.field == "headers"]
    assert notes == ["The headers are in $h, which the text does not set; add those that your code sends."]


def test_a_host_that_the_text_does_not_set_is_asked_for() -> None:
    found = only('Invoke-RestMethod -Uri "$base/items" -Method Delete')
    assert (found.request.url, found.request.method) == ("", "DELETE")
    assert any("$base" in note.text for note in found.notes)


def test_a_table_is_the_body_of_a_post_and_the_query_of_a_get() -> None:
    body = "@{ a = '1 2'; b = 3 }"
    posted, got = only(f"irm {URL} -Method Post -Body {body}"), only(f"irm {URL} -Body {body}")
    assert (posted.request.body, got.request.url) == ("a=1+2&b=3", f"{URL}?a=1+2&b=3")
    assert posted.request.headers == (("Content-Type", "application/x-www-form-urlencoded"),)
