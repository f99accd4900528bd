"""Code that makes a request: fetch as DevTools copy it for browsers and for Node.js, and as people write it;
XMLHttpRequest, axios, jQuery, Angular's HttpClient, EventSource."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from checks.inputs import about
from checks.inputs.code.javascript import UNKNOWN, Call, calls, has_unknown
from checks.inputs.dummy import stand_in
from checks.inputs.from_wire import from_wire
from checks.inputs.request_fields import FIELDS
from checks.inputs.understood import Note, Understood
from checks.refusal import unreadable

_START = re.compile(
    r"(?<![\w$])(?:fetch|axios(?:\.\w+)?|(?:\$|jQuery)\.(?:ajax|get|post|getJSON)|http(?:Client)?\.\w+|EventSource|open)\s*(?:<[\w\[\]]+>)?\("
)
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_BROWSER_HEADERS = re.compile(r"sec-fetch-|user-agent$|cookie$", re.IGNORECASE)
Json = Mapping[str, Any]


def parse(text: str) -> Understood | None:
    if not _START.search(text) or text.lstrip().startswith(("curl ", "{", "HTTP/")):
        return None
    try:
        made = calls(text)
    except ValueError as error:
        raise unreadable(
            f"This code cannot be read: {error}. Copy the call again, from its name to its closing bracket."
        ) from error
    for call in made:
        read = _READERS.get(_family(call.name))
        if read is not None:
            understood = read(call, made)
            if understood is not None:
                return about.said(understood, text)
    return None


def _family(name: str) -> str:
    last = name.rpartition(".")[2]
    if name in ("fetch", "window.fetch", "self.fetch", "globalThis.fetch"):
        return "fetch"
    if name.startswith(("$.", "jQuery.")):
        return "jquery"
    if name.partition(".")[0] == "axios":
        return "axios"
    if last == "open":
        return "xhr"
    if last == "EventSource":
        return "eventsource"
    owner = name.rpartition(".")[0].rpartition(".")[2]
    return "angular" if owner in ("http", "httpClient") and last in (*_VERBS, "request") else ""


def _fetch(call: Call, made: list[Call]) -> Understood | None:
    options = _object(call, 1)
    notes: list[Note] = []
    if _argument(call, 1) is UNKNOWN:
        notes.append(Note("guess", "The options are not in the code; add method and headers.", "method"))
    chosen = _chosen(options, notes)
    headers = _headers(options.get("headers"), notes)
    if isinstance(options.get("referrer"), str) and not _has(headers, "referer"):
        headers.append(("Referer", options["referrer"]))
    credentials = chosen.pop("credentials", "")
    from_browser = any(_BROWSER_HEADERS.match(name) for name, _ in headers)
    if not credentials and not from_browser:
        credentials = "same-origin"
    what = "a fetch call for Node.js" if from_browser and not credentials else "a fetch call"
    understood = from_wire(
        what,
        _url(_argument(call, 0)),
        _word(options, "method") or "GET",
        headers,
        body=_body(options.get("body"), notes),
        credentials=credentials or None,
        notes=notes,
    )
    # fetch is what it says, whatever the headers that DevTools copied with it look like.
    return understood.asking(initiator="fetch", **chosen)


# The options of fetch() that choose a word, each with the field that it goes to.
_CHOICES = {
    "credentials": "credentials",
    "mode": "mode",
    "redirect": "redirect",
    "cache": "cache",
    "referrerPolicy": "referrer_policy",
    "targetAddressSpace": "target_address_space",
}
_READ = frozenset(("method", "headers", "body", "referrer", *_CHOICES))
# DevTools copies it with every request; it is what browsers do without.
_USUAL_POLICY = "strict-origin-when-cross-origin"


def _chosen(options: Json, notes: list[Note]) -> dict[str, str]:
    """Fields with the words that the options choose; a note for every option that says something else."""
    chosen = {}
    for option, name in _CHOICES.items():
        value = options.get(option)
        if value in FIELDS[name].words:
            chosen[name] = value
        elif value is UNKNOWN:
            notes.append(Note("guess", f"{option} is chosen when the code runs; choose it here.", name))
        elif value is not None:
            notes.append(Note("left-out", f"{option}: {str(value)[:40]} is nothing that a page's code can ask.", name))
    if chosen.get("referrer_policy") in ("", _USUAL_POLICY):
        del chosen["referrer_policy"]
    if options.get("method") is UNKNOWN:
        notes.append(Note("guess", "The method is chosen when the code runs; GET is put in its place.", "method"))
    left = [str(option)[:40] for option in options if option not in _READ]
    if left:
        notes.append(Note("left-out", f"What browsers do about CORS does not turn on {', '.join(left)}."))
    return chosen


def _xhr(call: Call, made: list[Call]) -> Understood | None:
    """`xhr.open(method, url)` with what is done to the same object after it."""
    if len(call.arguments) < 2 or not isinstance(call.arguments[0], str):
        return None
    name = call.name.rpartition(".")[0]
    notes: list[Note] = []
    after = made[made.index(call) :]
    headers = [
        (str(item.arguments[0]), _header_value(str(item.arguments[0]), item.arguments[1]))
        for item in after
        if item.name == f"{name}.setRequestHeader" and len(item.arguments) == 2
    ]
    include = any(item.name == f"{name}.withCredentials=" and item.arguments[0] is True for item in made)
    body = next((item.arguments[0] for item in after if item.name == f"{name}.send" and item.arguments), None)
    understood = from_wire(
        "code with XMLHttpRequest",
        _url(call.arguments[1]),
        call.arguments[0],
        headers,
        body=_body(body, notes),
        credentials="include" if include else "same-origin",
        notes=notes,
    )
    listens = any(item.name.startswith(f"{name}.upload.") for item in made)
    return understood.asking(initiator="xmlhttprequest", upload_listener=listens)


def _axios(call: Call, made: list[Call]) -> Understood | None:
    verb = call.name.rpartition(".")[2] if "." in call.name else ""
    if verb in ("create", "interceptors") or (verb and verb not in (*_VERBS, "request")):
        return None
    sends = verb in ("post", "put", "patch")
    options = dict(_object(call, 2 if sends else (1 if verb in _VERBS else 0)))
    if not isinstance(_argument(call, 0), dict):
        options.setdefault("url", _argument(call, 0))
        options = {**_object(call, 1), **options} if not verb else options
    if sends and len(call.arguments) > 1:
        options["data"] = call.arguments[1]
    method = _word(options, "method") or (verb if verb in _VERBS else "get")
    url = options.get("url")
    if isinstance(options.get("baseURL"), str) and isinstance(url, str) and "://" not in url:
        url = options["baseURL"].rstrip("/") + "/" + url.lstrip("/")
    params = options.get("params")
    if isinstance(params, dict) and isinstance(url, str) and not has_unknown(params):
        url += ("&" if "?" in url else "?") + urlencode(params)
    if isinstance(options.get("auth"), dict):
        # axios makes a header of it, in the place of one of that name.
        given = options.get("headers")
        options["headers"] = {**(given if isinstance(given, dict) else {}), "Authorization": UNKNOWN}
    understood = _library("code with axios", url, method, options, options.get("data"), options.get("withCredentials"))
    return understood.asking(upload_listener="onUploadProgress" in options)


def _jquery(call: Call, made: list[Call]) -> Understood | None:
    verb = call.name.rpartition(".")[2]
    first = _argument(call, 0)
    options = dict(first) if isinstance(first, dict) else {"url": first, **_object(call, 1)}
    default = "POST" if verb == "post" else "GET"
    method = _word(options, "method") or _word(options, "type") or default
    fields = options.get("xhrFields")
    include = fields.get("withCredentials") if isinstance(fields, dict) else None
    if isinstance(options.get("contentType"), str):
        headers = options.get("headers")
        options["headers"] = {**(headers if isinstance(headers, dict) else {}), "Content-Type": options["contentType"]}
    data = options.get("data")
    return _library(
        "code with jQuery", options.get("url"), method, options, data if isinstance(data, str) else None, include
    )


def _angular(call: Call, made: list[Call]) -> Understood | None:
    verb = call.name.rpartition(".")[2]
    arguments = list(call.arguments)
    method = str(arguments.pop(0)) if verb == "request" and arguments else verb
    body = arguments[1] if verb in ("post", "put", "patch") and len(arguments) > 1 else None
    place = 2 if verb in ("post", "put", "patch") else 1
    options = arguments[place] if len(arguments) > place and isinstance(arguments[place], dict) else {}
    if body is None:
        body = options.get("body")
    include = options.get("withCredentials")
    return _library(
        "code with Angular's HttpClient", arguments[0] if arguments else None, method, options, body, include
    )


def _eventsource(call: Call, made: list[Call]) -> Understood | None:
    include = _object(call, 1).get("withCredentials") is True
    credentials = "include" if include else "same-origin"
    understood = from_wire("code with EventSource", _url(_argument(call, 0)), "GET", [], credentials=credentials)
    return understood.asking(initiator="eventsource")


def _library(what: str, url: Any, method: str, options: Json, data: Any, include: Any) -> Understood:
    """A request by a library over XMLHttpRequest; data that is no text is sent as JSON."""
    notes: list[Note] = []
    headers = _headers(options.get("headers"), notes)
    if isinstance(data, dict | list) and not _has(headers, "content-type"):
        headers.append(("Content-Type", "application/json"))
    understood = from_wire(
        what,
        _url(url),
        method.upper(),
        headers,
        body=_body(data, notes),
        credentials="include" if include is True else "same-origin",
        notes=notes,
    )
    return understood.asking(initiator="xmlhttprequest")


_READERS: dict[str, Callable[[Call, list[Call]], Understood | None]] = {
    "fetch": _fetch,
    "xhr": _xhr,
    "axios": _axios,
    "jquery": _jquery,
    "angular": _angular,
    "eventsource": _eventsource,
}


def _argument(call: Call, place: int) -> Any:
    return call.arguments[place] if place < len(call.arguments) else None


def _object(call: Call, place: int) -> Json:
    value = _argument(call, place)
    return value if isinstance(value, dict) else {}


def _word(options: Json, name: str) -> str:
    value = options.get(name)
    return value if isinstance(value, str) else ""


def _has(headers: list[tuple[str, str]], name: str) -> bool:
    return any(key.lower() == name for key, _ in headers)


def _url(value: Any) -> str:
    if not isinstance(value, str):
        raise unreadable(
            "The URL of this call is put together when the code runs. Write it out, as the network panel shows it."
        )
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        raise unreadable(
            f"“{value[:60]}” is an address on the page's own host, where CORS plays no part. If the call goes to "
            "another host, write the URL in full."
        )
    return value


def _headers(value: Any, notes: list[Note]) -> list[tuple[str, str]]:
    pairs: list[Any] = list(value.items()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if value is UNKNOWN:
        notes.append(Note("guess", "The headers are put together when the code runs; add them.", "headers"))
    headers = []
    for pair in pairs:
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str):
            if not isinstance(pair[1], str):
                sentence = f"The value of {pair[0][:60]} is not in the code, so a made-up one stands for it."
                notes.append(Note("guess", sentence, "headers"))
            headers.append((pair[0], _header_value(pair[0], pair[1])))
    return headers


def _header_value(name: str, value: Any) -> str:
    return value if isinstance(value, str) else stand_in(name) if value is UNKNOWN or value is None else str(value)


def _body(value: Any, notes: list[Note]) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if value is UNKNOWN:
        notes.append(Note("left-out", "The body is made when the code runs; no verdict needs it.", "body"))
        return ""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
