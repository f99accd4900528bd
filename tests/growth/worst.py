"""Texts that once held up a whole server, by the seconds of CPU that each took; they are built at any length."""

from __future__ import annotations

from collections.abc import Callable

from checks.inputs.box import MAX_JSON, MAX_MARKS, MAX_TEXT


def _filled(first: str, word: str, last: str = "") -> Callable[[int], str]:
    return lambda length: first + word * ((length - len(first) - len(last)) // len(word)) + last


# What was measured is the text as it came in then, with the seconds that it took; now each fills the largest paste.
PASTES: dict[str, Callable[[int], str]] = {
    "470 bytes of nested JSON.stringify, 20.5 s": lambda length: (
        "fetch('http://a.example/',{body:" + "JSON.stringify(" * 27 + "'\"\\\"'" + ")" * 27 + "})"
    ),
    "variables that double a text": lambda length: (
        "let a='xxxxxxxxxx';" + "a=a+a;" * 40 + "fetch('http://a.example/',{body:a})"
    ),
    "variables that double a list": lambda length: (
        "let a=['x'];" + "a=[a,a];" * 40 + "fetch('http://a.example/',{body:JSON.stringify(a)})"
    ),
    "Chromium's redirect without an end, 19 s": _filled("", "Redirect from 'a' to '" * 450 + "\n", "net::ERR_FAILED"),
    "Chromium's frame without an end, 6 s": _filled(
        "", "Access to a at 'u' from origin '" * 313 + "\n", "blocked by CORS policy"
    ),
    "a curl command for cmd of backslashes, 1.15 s": _filled('curl "http://a.example/" "" ', "\\"),
    "comments of JavaScript that do not end, 8.9 s": _filled("fetch('http://a.example/');", "/* "),
    "a Location of question marks, 10.3 s": _filled(
        "HTTP/1.1 302 Found\r\nLocation: http://a.example/", "?", "\r\n\r\n"
    ),
    "beginnings of our own Markdown, 13 s": _filled("", "<!-- corschecker request {"),
    "a word of a console line again and again, 10 s": _filled("hello ", "Access-Control-Allow-a "),
    "one long word of a shell, 17.8 s": _filled("curl https://a.example/ -H 'X: ", "a", "'"),
    "fields of one name, over 12 s": _filled("http a.example ", "a:b "),
    "a status of 4,301 digits, an error": lambda length: "HTTP/1.1 " + "2" * 4301 + " OK\r\nA: b\r\n\r\n",
    "escapes of a shell's string": _filled("curl https://a.example/ -d $'", "\\x41", "'"),
    "quotation marks": _filled("curl https://a.example/ ", "''"),
    "words of PowerShell": _filled("Invoke-WebRequest -Uri https://a.example/ -Headers ", "@{a=b} -Headers "),
    "commas of JavaScript": _filled("fetch('https://a.example/',{a:[", "1,", "]})"),
    "many calls": _filled("", "fetch(a);"),
    "lines of a console, each another": lambda length: "".join(
        f"Access to fetch at 'http://a/{n}' from origin 'null' has been blocked by CORS policy: No '{n}'\n"
        for n in range(length // 100)
    ),
    "requests of a console, each another": lambda length: "".join(
        f"GET https://a.example/{n} net::ERR_CONNECTION_REFUSED\n" for n in range(length // 60)
    ),
    "lines of headers": _filled("HTTP/1.1 200 OK\n", "Access-Control-Allow-Origin: https://a.example\n"),
    "heads of answers": _filled("", "HTTP/1.1 200 OK\nA: b\n\n"),
    "Firefox in another language": _filled("", "a：a://b" * 500 + "\n", "CORS"),
}
JSONS: dict[str, Callable[[int], str]] = {
    "nesting": _filled("{", '"a":{'),
    "as many keys as are read": lambda length: "{" + ",".join(f'"{n}":1' for n in range(MAX_MARKS // 2 - 1)) + "}",
    "as many lists as are read": lambda length: '{"a":[' + "[]," * (MAX_MARKS // 2 - 4) + "1]}",
    "keys": lambda length: "{" + ",".join(f'"{n}":1' for n in range(length // 11)) + "}",
    "lists": _filled('{"a":[', "[],", "1]}"),
    "numbers": _filled('{"log":[', "1,", "1]}"),
    "entries of a HAR": _filled(
        '{"log":{"entries":[',
        '{"request":{"url":"https://a.example/","method":"GET","headers":[{"name":"Origin","value":"http://b"}]},'
        '"response":{"status":200,"headers":[]}},',
        "{}]}}",
    ),
    "entries that are all another origin's": lambda length: (
        '{"log":{"entries":['
        + ",".join(
            f'{{"request":{{"url":"https://a{n}.example/","method":"PUT","headers":[{{"name":"Origin","value":"http://b"}}]}},'
            f'"response":{{"status":200,"headers":[{{"name":"Access-Control-Allow-Origin","value":"*"}}]}}}}'
            for n in range(length // 220)
        )
        + "]}}"
    ),
    "preflights of a HAR, each to be looked for": _filled(
        '{"log":{"entries":[',
        '{"request":{"method":"OPTIONS","url":"https://a.example/","headers":[{"name":"Origin","value":"http://b"},'
        '{"name":"Access-Control-Request-Method","value":"PUT"}]},"response":{"status":200,"headers":[]}},',
        '{"request":{"method":"GET","url":"https://a.example/","headers":[]},"response":{"status":0,"headers":[]}}]}}',
    ),
    "a header list of a HAR": _filled(
        '{"log":{"entries":[{"request":{"url":"https://a.example/","method":"GET","headers":['
        '{"name":"Origin","value":"http://b"}]},"response":{"status":200,"headers":[',
        '{"name":"access-control-allow-origin","value":"*"},',
        '{"name":"a","value":"*"}]}}]}}',
    ),
    "a collection of Postman": _filled('{"info":{},"item":[', '{"item":[{"request":{}}]},', "{}]}"),
    "a text of escapes": _filled('{"url":"https://a.example/', "\\u0041", '","origin":"null"}'),
}
LARGEST = {name: lambda build=build: build(MAX_TEXT - 100) for name, build in PASTES.items()} | {
    name: lambda build=build: build(MAX_JSON - 100) for name, build in JSONS.items()
}
