"""Texts that are the hardest to read, by what makes them hard; each is built to a length.

Each has made some reader take time that grows faster than the text, or much memory, before it was written for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

# Of 4 MB a form's other fields and the boundaries between them need a little.
LONGEST = 3_900_000

Build = Callable[[int], str]


def _repeated(start: str, unit: str, end: str = "") -> Build:
    return lambda length: start + unit * max(1, (length - len(start) - len(end)) // len(unit)) + end


def _lines(start: str, unit: str, times: int, end: str) -> Build:
    """Lines of `times` units each, before a last one that makes a reader look at all of them."""
    line = start + unit * times + "\n"
    return lambda length: line * max(1, (length - len(end)) // len(line)) + end


def _nested_json_stringify(length: int) -> str:
    depth = max(1, (length - 45) // 16)
    return "fetch('http://a.example/',{body:" + "JSON.stringify(" * depth + "'\"\\'" + ")" * depth + "})"


def _split_har(length: int) -> str:
    """A HAR of as many entries as it can have, each with a preflight to look for."""
    entry = (
        '{"request":{"method":"OPTIONS","url":"https://a.example/","headers":[{"name":"Origin","value":"https://b.example"},'
        '{"name":"Access-Control-Request-Method","value":"PUT"}]},"response":{"status":200,"headers":[]}}'
    )
    return '{"log":{"version":"1.2","entries":[' + ",".join([entry] * max(1, (length - 40) // (len(entry) + 1))) + "]}}"


WORST: Mapping[str, Build] = {
    "JSON.stringify in JSON.stringify": _nested_json_stringify,
    "redirects in one console line": _lines("", "Redirect from 'a' to '", 450, "net::ERR_FAILED"),
    "origins in one console line": _lines("Access to a at 'u", "' from origin '", 313, "blocked by CORS policy"),
    "backslashes after a curl command": _repeated('curl "http://a.example/" "" \'', "\\"),
    "comments that never close": _repeated("fetch('http://a.example/');", "/* "),
    "question marks in a Location": _repeated("HTTP/1.1 302 Found\r\nLocation: http://a.example/", "?", "\r\n\r\n"),
    "beginnings of our own comment": _repeated("", "<!-- corschecker request {"),
    "names of headers in prose": _repeated("hello ", "Access-Control-Allow-a "),
    "one long word of a curl command": _repeated("curl https://a.example/ -H 'X: ", "a", "'"),
    "one header again and again": _repeated("http a.example ", "a:b "),
    "entries of a HAR": _split_har,
    "brackets of JSON": _repeated('{"log":', "["),
}
