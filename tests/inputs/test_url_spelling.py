"""One URL gets one sentence, wherever it is given, and no sentence repeats what may be secret."""

from __future__ import annotations

import json

import pytest

from checks.inputs import fields
from checks.inputs.box import understand
from checks.inputs.check_json import read_check
from checks.inputs.url_spelling import read_url, shown
from checks.pages.forms import CheckForm
from checks.probing.guard import Guard
from checks.refusal import Refusal

ORIGIN = "https://app.example.com"
SENTENCES = {
    "": "Write the URL that the page requests, with https:// or http:// in front.",
    "//cdn.example.com/x": "A URL that starts with // takes its scheme from the page. Write https://cdn.example.com/x.",
    "/items": "This is a path, not a URL. Write the whole URL, such as https://api.example.com/items.",
    "api.example.com/x": (
        "The URL has no scheme, so a browser reads it as a path on the page's host. Write https://api.example.com/x."
    ),
    "bücher.example.com": (
        "The URL has no scheme, so a browser reads it as a path on the page's host. Write https://bücher.example.com."
    ),
    "localhost:3000": "A browser reads this as a URL of scheme “localhost”. Write http://localhost:3000.",
    "some words": "This is not a URL. Write it whole, such as https://api.example.com/items.",
    "ftp://api.example.com/": "Only http, https, ws and wss URLs can be checked, not ftp:.",
    "https:/api.example.com/x": "Two slashes follow a scheme. Write https://api.example.com/x.",
    "https://": "The host is missing after the slashes; write https://host/path.",
    "https://api.example.com\\x": "There is a backslash in the URL, which browsers read as a slash; write / instead.",
    "https://me@api.example.com/": "Remove the user name and password before the @: fetch() refuses a URL with them.",
    "https://@api.example.com/": "Remove the @ before the host: there is no user name in front of it.",
    "https://api example.com/": "There is a space in the host “api example.com”; remove it.",
    "https://a%70i.example.com/": "There is a % sign in the host; write the host without percent-encoding or zone id.",
    "https://api.example.com:port/": "The port is not a number; correct it.",
    "https://api.example.com:70000/": "The port is greater than 65535; correct it.",
    "https://[::1/": "“[::1” is not a host and port that a browser accepts; check their spelling.",
    "http://127.1:8080/": "“127.1:8080” is an unusual spelling of an IP address. Write 127.0.0.1.",
    "https://api.example.com/\nx": "There is a line break or another control character in the URL; remove it.",
    "https://a.example.com/" + "a" * 4978: "This URL has 5,000 characters; the limit is 4,096.",
    "https://a.example.com/" + "é" * 1500: "This URL has more than 4,096 characters when percent-encoded; shorten it.",
}


@pytest.mark.parametrize(("url", "sentence"), SENTENCES.items(), ids=lambda text: repr(text[:40]))
def test_form_api_terminal_and_guard_say_the_same_of_a_url(url: str, sentence: str) -> None:
    for read in (fields.url, read_url, Guard().judge):
        with pytest.raises(Refusal) as refused:
            read(url)
        assert (refused.value.code, refused.value.detail, refused.value.field) == ("invalid_url", sentence, "url")
    with pytest.raises(Refusal) as refused:
        read_check({"url": url, "origin": ORIGIN})
    assert (refused.value.code, refused.value.detail, refused.value.field) == ("invalid_url", sentence, "url")
    assert CheckForm({"url": url, "origin": ORIGIN}).errors["url"] == [sentence]


@pytest.mark.parametrize("url", [url for url in SENTENCES if url])
def test_a_paste_says_it_too(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        understand(json.dumps({"request": {"url": url, "origin": ORIGIN}}))
    assert refused.value.detail.endswith(SENTENCES[url])


@pytest.mark.parametrize("white", [" ", "\n", "\t", "\r\n", "\u00a0"])
def test_white_space_around_a_url_is_no_part_of_it(white: str) -> None:
    url = f"{white}https://api.example.com/a b#c{white}"
    assert fields.url(url) == "https://api.example.com/a b#c"
    assert Guard().judge(url).url == "https://api.example.com/a%20b"


SECRETIVE = [
    "https://me:{}@api.example.com/",
    "https://{}@api.example.com:x/",
    "https:me:{}@api.example.com/",
    "https:/{}@api.example.com/",
    "me:{}@api.example.com/",
    "{}:me@api.example.com/",
    "//me:{}@api.example.com/",
    "//api.example.com/?token={}",
    "//api.example.com/#{}",
    "api.example.com?token={}",
    "localhost:3000/#{}",
    "api.example.com:3000/?{}",
    "https:api.example.com/?token={}",
    "ftp://me:{}@api.example.com/",
    "/items?token={}",
    "curl https://me:{}@api.example.com/",
    "https://[::1/?token={}",
    "http://127.1/#{}",
    "https://me:pa/{}@api.example.com/",
    "https://api.example.com:port{}/",
]


@pytest.mark.parametrize("typed", SECRETIVE)
def test_no_sentence_repeats_what_may_be_secret(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_url(typed.format("s3cret-s3cret"))
    assert "s3cret" not in refused.value.detail


def test_what_a_sentence_repeats_is_short_and_printable() -> None:
    assert shown("https://me:word@api.example.com/a?b=c") == "https://api.example.com/a…"
    assert shown("api.example.com/" + "a" * 60) == "api.example.com/" + "a" * 43 + "…"
    assert shown("a\u2028b\u202ec") == "a?b?c"
