"""A robots.txt opts out by our name and by nothing else, and none takes long to judge."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from checks.inputs.url_spelling import MAX_URL
from checks.probing.robots import MAX_RULES, is_disallowed, own_rules

OPTED_OUT = "User-agent: other\nUser-agent: CorsChecker # by name\nDisallow: /\n"
OURS = "User-agent: corschecker\n"


def shuts_out(text: str | bytes, path: str = "/items") -> bool:
    return is_disallowed(own_rules(text if isinstance(text, bytes) else text.encode()), path)


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        (OPTED_OUT, True),
        ("User-agent: corschecker\nDisallow: /private\n", False),
        ("User-agent: corschecker\nDisallow: /items\n", True),
        ("User-agent: corschecker\nAllow: /\n\nUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: other\nDisallow: /\nUser-agent: corschecker\nDisallow:\n", False),
        ("User-agent: corschecker\nCrawl-delay: 5\nUser-agent: other\nDisallow: /\n", True),
        ("User-agent: corschecker/1.0\nDisallow: /\n", True),
        ("User-agent: CORSCHECKER/9 (+https://checker.example)\nDisallow: /\n", True),
        ("User-agent: corschecker-mobile\nDisallow: /\n", False),
        ("User-agent: cors\nDisallow: /\n", False),
        ("User-agent: mycorschecker\nDisallow: /\n", False),
        ("User-agent: corschecker\n\n\nDisallow: /\n", True),
        (
            "User-agent: corschecker\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: corschecker\nDisallow: /i",
            True,
        ),
        ("\ufeffUser-agent: corschecker\nDisallow: /\n", True),
        ("\ufeff  user-AGENT :corschecker\r\n  DISallow :\t/\r\n", True),
        ("User-agent: corschecker\rDisallow: /\r", True),
        ("Sitemap: https://a.example/map\nUser-agent: corschecker\nSitemap: /x\nDisallow: /", True),
        ("Disallow: /\nUser-agent: corschecker\n", False),
        ("<html>corschecker not found</html>", False),
        ("", False),
    ],
)
def test_only_a_group_of_our_name_counts(text: str, forbidden: bool) -> None:
    assert shuts_out(text) == forbidden


@pytest.mark.parametrize(
    ("rules", "path", "forbidden"),
    [
        ("Disallow: /\nAllow: /items", "/items", False),
        ("Allow: /items\nDisallow: /", "/items/1", False),
        ("Allow: /\nDisallow: /items", "/items", True),
        ("Disallow: /items\nAllow: /items", "/items", False),
        ("Disallow: /*.json", "/a/b.json?x=1", True),
        ("Disallow: /*.json$", "/a/b.json?x=1", False),
        ("Disallow: /*.json$", "/a/b.json", True),
        ("Disallow: /items$", "/items", True),
        ("Disallow: /items$", "/items/", False),
        ("Disallow: /a*b*c", "/axxbxxc", True),
        ("Disallow: /a*b*c", "/axxcxxb", False),
        ("Disallow: /caf\u00e9", "/caf%C3%A9", True),
        ("Disallow: /caf%c3%a9", "/caf%C3%A9", True),
        ("Disallow: /%69tems", "/items", True),
        ("Disallow: /a%2Fb", "/a/b", False),
        ("Disallow: /Items", "/items", False),
        ("Disallow: *", "/items", True),
        ("Disallow: items", "/items", False),
        ("Disallow: //[", "/items", False),
        ("Disallow: //[", "//[/x", True),
        ("Disallow: /\u2028Allow: /", "/items", False),
        ("Disallow: /?q", "/?q=1", True),
    ],
)
def test_the_longest_rule_that_matches_decides(rules: str, path: str, forbidden: bool) -> None:
    assert shuts_out(OURS + rules, path) == forbidden


@pytest.mark.parametrize(
    "filler", ["# {}\n", "Sitemap: https://a.example/{}\n", "User-agent: x{}\nDisallow: /\n", "\n"]
)
def test_our_group_counts_at_the_end_of_500_kilobytes(filler: str) -> None:
    others = "".join(filler.format(number) for number in range(500_000 // len(filler.format(9999))))[:511_000]
    assert shuts_out(f"{others}\n{OPTED_OUT}")


def test_more_rules_for_our_name_than_anyone_writes_are_a_wish_to_be_left_alone() -> None:
    assert not shuts_out(OURS + "Allow: /abc\n" * 1000)
    assert shuts_out(OURS + "Allow: /abc\n" * 2000)


def test_no_text_breaks_the_reader() -> None:
    chance = random.Random(9309)
    pieces = [
        "User-agent: corschecker\n",
        "Disallow:",
        "allow :",
        "/",
        "*",
        "$",
        "//[",
        "%",
        "%zz",
        "%C3%A9",
        "\u00e9",
        "#",
    ]
    pieces += [
        "\r",
        "\n",
        "\0",
        "\x0b",
        "\u2028",
        "\ufeff",
        "\ud7ff",
        "http://[",
        "index.html",
        ":",
        " ",
        "\t",
        "a" * 300,
    ]
    for _ in range(3000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 30))).encode()
        at = chance.randrange(len(text))
        mangled = OURS.encode() + text[:at] + bytes([chance.randrange(256)]) + text[at:]
        path = "/" + "".join(chance.choices(["/", "[", "a", "%41", "?", "index.html", ";", "*", "$"], k=6))
        rules = own_rules(mangled)
        assert own_rules(f"{OURS}{rules}".encode()) == rules
        assert is_disallowed(f"{rules}disallow: {path}\n", path) or "allow: " in rules


_SLOW = {
    "many stars": "Disallow: /" + "*a" * 8000 + "b\n",
    "many patterns of stars": ("Disallow: /" + "*a" * 30 + "b\n") * 200,
    "long parts": ("Allow: *" + "a" * 45 + "b" + "a" * 45 + "\n") * 160,
    "plain": "".join(f"Disallow: /{number:x}\n" for number in range(1000)),
    "dollars": "Allow: /$a$\n" * 1200,
    "escapes": "Allow: /%41\u00e9\n" * 900,
    "groups": OURS * 20_000,
    "empty rules": "Disallow:\n" * 1500,
    "other groups": "User-agent: a\n" * 35_000 + "# corschecker",
    "line ends": "\r\n" * 250_000 + "# corschecker",
    "spaces": " " * 500_000 + "# corschecker",
    "one rule": "Disallow: /" + "a" * 500_000,
    "a page": "<p>corschecker</p>" * 25_000,
}


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize("text", _SLOW.values(), ids=list(_SLOW))
def test_no_text_and_no_url_takes_long_to_judge(text: str) -> None:
    whole = (OURS + text).encode()[:512_000]
    path = "/" + "a" * (MAX_URL - 20)

    def counted() -> None:
        for _ in bytes(512_000):
            pass

    # A loop over as many bytes as are read at most takes some 3 ms.
    judged = min(cpu(lambda: shuts_out(whole, path)) for _ in range(3))
    assert judged < 15 * min(cpu(counted) for _ in range(3))
    assert len(own_rules(whole)) <= MAX_RULES
