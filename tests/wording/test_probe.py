"""What a diagnostic request asked and learned, in words."""

from __future__ import annotations

from typing import Any

import pytest

from checks.wording.probe import learned, question

ORIGIN = "https://stranger.example"


def probe(*headers: list[str], method: str = "GET", origin: str | None = ORIGIN) -> dict[str, Any]:
    asked = [["Origin", origin]] if origin else []
    request = {"method": method, "url": "https://api.example.com/", "headers": asked}
    return {"probe": "random-origin", "request": request, "response": {"status": 200, "headers": list(headers)}}


ALLOW = "Access-Control-Allow-Origin"


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        (probe(), "no: 200 without Access-Control-Allow-Origin"),
        (probe([ALLOW, "*"]), "any origin: 200 with *"),
        (probe([ALLOW, ORIGIN]), "yes: https://stranger.example"),
        (
            probe([ALLOW, ORIGIN], ["Access-Control-Allow-Credentials", "true"]),
            "yes, with credentials: https://stranger.example",
        ),
        (probe([ALLOW, "https://app.example.com"]), "no: it names https://app.example.com"),
        (probe([ALLOW, "https://app.example.com"], origin=None), f"{ALLOW}: https://app.example.com"),
        (
            probe(["Access-Control-Allow-Headers", "x-a"], method="OPTIONS") | {"probe": "other-names"},
            "Access-Control-Allow-Headers: x-a",
        ),
        (probe(method="OPTIONS") | {"probe": "loose-preflight"}, "status 200"),
        (probe([ALLOW, ORIGIN], method="OPTIONS"), "yes: https://stranger.example"),
        (probe() | {"response": None}, "no response"),
    ],
)
def test_what_a_probe_learned(exchange: dict[str, Any], told: str) -> None:
    assert learned(exchange) == told


def test_a_probe_is_its_question_and_a_retired_one_its_name() -> None:
    assert question(probe()) == "Does it allow an unknown origin?"
    assert question({"probe": "retired\u202e"}) == "retired\\u202E"
