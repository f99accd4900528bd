"""What the box does with every format alike: secrets, several requests, and answers that go with them."""

from __future__ import annotations

import json
from typing import Any

from checks.cors.judge import judge
from checks.cors.recorded import Recorded
from checks.inputs.box import understand
from checks.inputs.dummy import dummy, stand_in
from checks.pasted_facts import assign, lacks_preflight

ORIGIN = "https://app.example.com"


def entry(url: str, status: int, **headers: str) -> dict[str, Any]:
    answered = [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()]
    return {
        "request": {"method": "GET", "url": url, "headers": [{"name": "Origin", "value": ORIGIN}]},
        "response": {"status": status, "headers": answered},
    }


def test_answers_are_still_found_when_secrets_left_the_urls() -> None:
    first = entry(
        "https://api.example.com/a?token=s3cr3t1",
        302,
        Location="https://api.example.com/b?token=s3cr3t2",
        Access_Control_Allow_Origin=ORIGIN,
    )
    second = entry("https://api.example.com/b?token=s3cr3t2", 200, Access_Control_Allow_Origin="*")
    found = understand(json.dumps({"log": {"entries": [first, second]}}))
    assert "s3cr3t" not in repr(found)
    recorded = assign(found.request, found.answers)
    assert judge(found.request, lambda: Recorded(recorded)).verdict == "allowed"


def test_a_head_alone_answers_the_request_and_two_the_preflight_first() -> None:
    one = understand("HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n")
    two = understand("HTTP/1.1 204 No Content\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n")
    put = understand("curl -X PUT https://api.example.com/ -H 'Origin: https://app.example.com'").request
    get = understand("curl https://api.example.com/ -H 'Origin: https://app.example.com'").request
    assert [item.preflight for item in assign(get, one.answers)] == [False]
    assert [item.preflight for item in assign(put, two.answers)] == [True, False]
    assert [item.preflight for item in assign(get, two.answers)] == [False, False]
    assert (lacks_preflight(put, one.answers), lacks_preflight(put, two.answers)) == (True, False)
    assert lacks_preflight(get, one.answers) is False


def test_a_dummy_that_the_page_made_is_told_as_the_secret_itself_would_be() -> None:
    curl = "curl 'https://api.example.com/?token={}' -H 'Authorization: Bearer {}' -H 'X-Api-Key: {}' -H 'X-A: xxx'"
    secret, already = (understand(curl.format(text, text, text)) for text in ("s3cr3t-key", "x0xx0x-xxx"))
    assert already == secret
    assert [note.field for note in already.notes if note.kind == "secret"] == ["headers", "headers", "url"]


def test_a_dummy_has_the_shape_and_is_its_own_dummy() -> None:
    assert dummy("Ab9-é_Z.7=") == "Xx0-x_X.0="
    assert dummy(dummy("Ab9-é_Z.7=")) == dummy("Ab9-é_Z.7=")
    assert dummy(stand_in("X-Api-Key")) == stand_in("X-Api-Key")
