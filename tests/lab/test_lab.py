"""The lab on the wire: header lists reach the client as an example gives them."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import lab
from checks.cors.model import HttpResponse
from checks.cors.rules import RULES
from checks.lab.app import Lab, Written


async def ask(
    path: str, method: str = "GET", query: str = "", host: str = "localhost:8000", gone: bool = False, **headers: str
) -> Any:
    """The messages that the lab sends for a request: start and body."""
    scope: Any = {
        "type": "http",
        "scheme": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", host.encode())]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.disconnect" if gone else "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    await Lab()(scope, receive, send)
    return sent


def text(headers: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]


@pytest.mark.parametrize("which", ["broken", "right"])
@pytest.mark.parametrize("rule", RULES)
async def test_every_example_is_served_with_its_header_list_in_order_and_case(rule: str, which: Any) -> None:
    hops = lab.example(rule, which).hops
    for hop in range(len(hops)):
        expected = lab.reply(
            rule,
            which,
            hop,
            preflight=False,
            origin="http://127.0.0.1:8000",
            lab="http://localhost:8000",
            page="http://127.0.0.1:8000",
        )
        if expected is lab.SILENT:
            with pytest.raises(Written):
                await ask(f"/lab/{rule}/{which}", query=f"hop={hop}", gone=True)
            continue
        start, body = await ask(f"/lab/{rule}/{which}", query=f"hop={hop}", origin="http://127.0.0.1:8000")
        if isinstance(expected, HttpResponse):
            assert start["status"] == expected.status
            assert text(start["headers"])[: len(expected.headers)] == list(expected.headers)
            assert bool(body["body"]) == (expected.status not in (204, 205, 304))
        else:
            # The bytes of an answer that is no HTTP go past a server; this test has none.
            assert start["status"] == 501


async def test_an_options_request_is_a_preflight_only_when_it_says_so() -> None:
    rule = "allow-origin-missing"
    plain, _ = await ask(f"/lab/{rule}/right", "OPTIONS")
    preflight, _ = await ask(f"/lab/{rule}/right", "OPTIONS", access_control_request_method="PUT")
    hop = lab.example(rule, "right").hops[0]
    assert (plain["status"], preflight["status"]) == (hop.main.status, hop.preflight.status)


async def test_a_head_request_gets_no_body() -> None:
    start, body = await ask("/lab/allow-origin-missing/right", "HEAD")
    assert (start["status"], body["body"]) == (200, b"")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/lab/no-such-rule/broken", ""),
        ("/lab/allow-origin-missing/broken", "hop=99"),
        ("/lab/allow-origin-missing/broken", "hop=x"),
        ("/lab/allow-origin-missing/broken", "hop=-1"),
    ],
)
async def test_what_is_not_there_is_not_found(path: str, query: str) -> None:
    start, _ = await ask(path, query=query)
    assert start["status"] == 404


def test_the_lab_serves_its_examples_and_leaves_its_index_to_the_pages() -> None:
    assert Lab.serves("/lab/allow-origin-missing/broken")
    assert not Lab.serves("/lab/")
    assert not Lab.serves("/lab/allow-origin-missing")
    assert not Lab.serves("/lab/allow-origin-missing/broken/")


async def test_a_page_on_the_name_localhost_finds_the_lab_on_the_number() -> None:
    redirecting = next(rule for rule in RULES if any("{next}" in v for _, v in RULES[rule].broken.hops[0].main.headers))
    found = []
    for origin, host in (("http://127.0.0.1:1", "localhost:1"), ("http://localhost:1", "127.0.0.1:1")):
        start, _ = await ask(f"/lab/{redirecting}/broken", host=host, origin=origin)
        location = dict(text(start["headers"]))["Location"]
        found.append(location.replace(host, "lab").replace(origin.removeprefix("http://"), "page"))
    assert found[0] == found[1]
