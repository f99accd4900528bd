"""Memory stays flat whatever strangers send: every cache of the process is found, and fed with foreign text."""

from __future__ import annotations

import functools
import gc
import importlib
import pkgutil
import random
import re
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv6Address
from typing import Any

import pytest

import checks
import corschecker
from checks.cors import short_cache
from checks.cors.policy import CorsPolicy
from checks.exports import EXPORTS
from checks.fixes.situation import UNKNOWN
from checks.inputs.box import understand
from checks.inputs.evaluate_json import read_recorded
from checks.refusal import Refusal
from checks.running.evaluation import evaluate
from tests.tools.effort import tries

# More than any cache holds.
DISTINCT = tries(10_000, 2_500)
# Stands in every text that is foreign.
STRANGE = "zqx"
# What one cache may hold, and what all of the process may grow by.
MOST_OF_ONE = 4_000_000
MOST_OF_ALL = 1_500_000
# Caches of `functools` whose keys hold no foreign text, each with the reason.
OURS = {
    "checks.reports.database._threads": "The key says whether a thread writes.",
    "checks.cors.rules.preflight_rules": "The keys are the three browsers.",
    "checks.inputs.code.syntax._language": "The keys are the two grammars.",
    "checks.inputs.console.wording.pieces": "The keys are the wordings that are written down or that rules print.",
    "checks.pages.finding._text": "The keys are the ids of the rules.",
    "checks.probing.addresses._may_be_dialled": "The keys are addresses without a scope: a number of 128 bits at most.",
}
# The arguments that hold a foreign text, for each cache of short texts.
Fill = Callable[[str], Any]


def policy(text: str) -> CorsPolicy:
    """A policy as long as the text, in words that are as long as they may be."""
    words = (re.sub(r"[^A-Za-z0-9]", "x", text[at : at + 200]) for at in range(0, min(len(text), 10_000), 200))
    return CorsPolicy(("https://app.example.com",), headers=tuple(dict.fromkeys(words)))


FOREIGN: dict[str, Fill] = {
    "checks.cors.address_space.of_host": lambda text: (text,),
    "checks.cors.chromium_headers._hash": lambda text: (text,),
    "checks.cors.csp.parse": lambda text: (text,),
    "checks.cors.fetch_standard.extract_list": lambda text: (text,),
    "checks.cors.http_head._read_plain": lambda text: (
        f"HTTP/1.1 200 OK\r\n{re.sub(r'[^a-z0-9]+', ':' + chr(13) + chr(10), text)}:\r\n\r\n".encode("latin-1"),
    ),
    "checks.cors.urls.parse": lambda text: (f"https://api.example/{text}#{text}", "https://app.example/"),
    "checks.cors.urls._registrable": lambda text: (f"{text}.example.com",),
    "checks.fixes.rendering._names": lambda text: (policy(text),),
    "checks.fixes.rendering._code": lambda text: ("express", policy(text)),
    "checks.reports.document._fixes": lambda text: (policy(text), UNKNOWN),
    "corschecker.watch.route_of": lambda text: (f"/{text}",),
}
KEYWORDS = {"checks.fixes.rendering._code": {"older": False}}
# Rendering every stack takes a while: each of these is more than the cache holds, all the same.
SLOW = {"checks.reports.document._fixes": 100, "checks.fixes.rendering._code": tries(2000, 1000)}


def modules() -> Iterator[Any]:
    for package in (checks, corschecker):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith(("gunicorn", "__main__")):
                yield importlib.import_module(found.name)


@functools.cache
def caches() -> dict[str, Any]:
    """Every cache of `functools` in the process by its function's name, but for those without a key."""
    assert list(modules())
    # The server's module sets aside what it has loaded.
    gc.unfreeze()
    # By its type: what is made lazily would be made by a look at its class.
    found: list[Any] = [item for item in gc.get_objects() if type(item) is functools._lru_cache_wrapper]
    return {
        f"{item.__wrapped__.__module__}.{item.__wrapped__.__qualname__}": item
        for item in found
        if _has_a_key(item.__wrapped__)
    }


def _has_a_key(function: Any) -> bool:
    """Whether a function takes arguments; a connection of SQLite, which keeps its statements so, is none."""
    code = getattr(function, "__code__", None)
    return code is not None and bool(code.co_argcount + code.co_kwonlyargcount)


def ours() -> dict[str, Any]:
    return {name: item for name, item in caches().items() if name.startswith(("checks.", "corschecker."))}


def short() -> set[str]:
    """Those that `short_cache` made."""
    functions = (item for module in modules() for item in vars(module).values())
    return {
        f"{item.__module__}.{item.__qualname__}"
        for item in functions
        if callable(item)
        and getattr(getattr(item, "__code__", None), "co_filename", "") == short_cache.__file__
        and hasattr(item, "__wrapped__")
    }


def texts(count: int, seed: int = 1) -> Iterator[str]:
    """Distinct texts such as strangers send: short ones, and at times one of the lengths where caches may end."""
    chance = random.Random(seed)
    for number in range(seed * DISTINCT, seed * DISTINCT + count):
        length = chance.choice((10, 30, 60, 120, 250)) if number % 64 else chance.choice((500, 1000, 2000, 4000))
        made = f"{number}-{STRANGE}-" + chance.choice(("a,bc,", "x", "; y z ", "ab:", "/.w", "é", "%41%")) * length
        yield made[: length - chance.randrange(10)]


@contextmanager
def growth(warm: Callable[[], Any]) -> Iterator[list[int]]:
    """Gets one number: by how many bytes memory has grown since `warm` was done."""
    found: list[int] = []
    tracemalloc.start()
    try:
        warm()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        yield found
        gc.collect()
        found.append(tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()


def test_every_cache_has_keys_of_our_own_or_keeps_short_texts_only() -> None:
    assert set(ours()) == set(OURS) | short()
    assert short() == set(FOREIGN)


@pytest.mark.parametrize("name", FOREIGN)
def test_a_cache_stays_small_whatever_it_is_asked(name: str) -> None:
    module, _, function = name.rpartition(".")
    call = getattr(sys.modules[module], function)
    asked = SLOW.get(name, DISTINCT)
    call.cache_clear()
    with growth(lambda: call(*FOREIGN[name]("warm"), **KEYWORDS.get(name, {}))) as grown:
        for text in texts(asked):
            call(*FOREIGN[name](text), **KEYWORDS.get(name, {}))
    info = call.cache_info()
    call.cache_clear()
    assert info.currsize == info.maxsize < asked
    assert grown[0] < MOST_OF_ONE


def test_addresses_with_a_long_scope_are_not_kept() -> None:
    from checks.probing.addresses import _may_be_dialled, address_ok

    before = _may_be_dialled.cache_info().currsize
    assert not any(address_ok(IPv6Address(f"fe80::1%{number}{'x' * 1000}")) for number in range(100))
    assert _may_be_dialled.cache_info().currsize == before


def containers() -> dict[str, int]:
    """The length of whatever could grow in a module of ours."""
    return {
        f"{module.__name__}.{name}": len(item)
        for module in modules()
        for name, item in vars(module).items()
        if isinstance(item, dict | list | set) and not name.startswith("__")
    }


def strangers(count: int, seed: int) -> Iterator[tuple[dict[str, Any], str]]:
    """What clients ask to have judged and paste, with a distinct text in every part that is theirs."""
    for number, text in enumerate(texts(count, seed)):
        line = re.sub(r"[^ -~]|[\"'\\\\]", "_", text)
        word = re.sub(r"[^A-Za-z0-9]", "-", text)[:4000]
        host = f"{word[:50].strip('-').lower()}.example"
        url = f"https://{host}/{word}?token={word}"
        answers = (
            {"status": 200, "headers": [["Access-Control-Allow-Origin", "*"], [word, line], ["Vary", line]]},
            {"raw": f"HTTP/1.1 200 {word}\r\nAccess-Control-Allow-Headers: {line}\r\n{word}: {line}\r\n\r\n"},
            {"status": 302, "headers": [["Location", f"/{line}"], ["Set-Cookie", f"{word}={line}"]]},
        )
        body = {
            "request": {
                "url": url,
                "origin": f"https://page-{host}",
                "method": word[:40].upper() if number % 2 else "GET",
                "headers": [[word, line], ["Authorization", f"Bearer {word}"]],
                "credentials": "include" if number % 3 else "omit",
                "content_security_policy": f"connect-src {line}",
            },
            "responses": [
                {"url": url, "preflight": True, **answers[0]},
                {"url": url, "preflight": False, **answers[number % 3]},
            ],
            "fixes": number % 50 == 0,
        }
        yield body, (f"curl '{url}' -H '{word}: {line}' --data '{line}'", f"fetch('{url}')", line)[number % 3]


def serve(count: int, seed: int) -> None:
    for body, pasted in strangers(count, seed):
        case = read_recorded(body)
        document = evaluate(case.request, case.responses, "https://cors.invalid", fixes=case.fixes)
        for export in EXPORTS.values():
            export.render(document)
        with suppress(Refusal):
            understand(pasted)


def test_what_strangers_send_fills_nothing_in_the_whole_process() -> None:
    # Whatever is loaded for the search is loaded before anything is measured.
    caches()
    with growth(lambda: serve(tries(300, 100), seed=1)) as grown:
        kept = {name: item.cache_info().currsize for name, item in caches().items()}
        before = containers()
        serve(tries(150, 50), seed=2)
    assert containers() == before
    # The module `re` keeps the patterns that it was last given, for as long as the process lives.
    assert not [key for key in re._cache if STRANGE in str(key)]  # type: ignore[attr-defined]
    filled = {name for name, item in caches().items() if item.cache_info().currsize > kept[name]}
    assert filled <= short()
    assert grown[0] < MOST_OF_ALL
