"""jQuery's ajax and what is built on it (https://api.jquery.com/jQuery.ajax/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from checks.inputs.code.call import Call, add_headers, add_set_headers, word
from checks.inputs.code.draft import Draft, with_query
from checks.inputs.code.values import Function, Hole, Object, is_known, plain

XHR = "xmlhttprequest"


def jquery(call: Call) -> Iterator[Draft]:
    verb = call.last
    if verb not in ("ajax", "get", "post", "getJSON", "getScript"):
        return
    first = call.argument(0)
    options: dict[str, Any] = dict(first) if isinstance(first, Object) else {**call.object(1), "url": first}
    if verb in ("get", "post", "getJSON") and not isinstance(first, Object):
        data = call.argument(1)
        options = {"url": first, "data": None if isinstance(data, Function) else data, "dataType": call.argument(3)}
    options = {**_ajax_setup(call), **options}
    draft = Draft("code with jQuery", options.get("url"), XHR)
    method = word(options, "method") or word(options, "type") or ("POST" if verb == "post" else "GET")
    draft.method = method.upper() if isinstance(method, str) else method
    add_headers(draft, options.get("headers"))
    fields = options.get("xhrFields")
    if isinstance(fields, dict) and fields.get("withCredentials") is True:
        draft.credentials = "include"
    add_set_headers(draft, call, options.get("beforeSend"))
    if any(
        "upload" in call.reading.scope.dotted(node.child_by_field_name("function"))
        for node in call.within(options.get("xhr"))
    ):
        draft.more["upload_listener"] = True
    if (
        verb == "getScript"
        or str(options.get("dataType")).lower() in ("jsonp", "script")
        or "callback=?" in str(draft.url)
    ):
        yield by_script(draft, is_jsonp=verb != "getScript")
        return
    _data(draft, options)
    yield draft


def _ajax_setup(call: Call) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for root in ("$", "jQuery"):
        for node in call.reading.scope.method_calls(root):
            if call.reading.scope.dotted(node.child_by_field_name("function")).endswith(".ajaxSetup"):
                values = call.reading.arguments(node, call.bound)
                made.update(values[0] if values and isinstance(values[0], dict) else {})
                call.take(node)
    return made


def _data(draft: Draft, options: dict[str, Any]) -> None:
    data, kind = options.get("data"), options.get("contentType")
    if draft.method in ("GET", "HEAD"):
        if isinstance(data, Object | str):
            draft.url = with_query(draft.url, data, draft.notes)
    elif isinstance(data, Object):
        pairs = [(name, plain(value) or "") for name, value in data.items()]
        draft.body = urlencode(pairs) if is_known(data) else Hole("data")
        if not draft.has("content-type") and kind is None:
            draft.header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
    elif data is not None:
        draft.body = data
    if isinstance(kind, str | Hole):
        draft.header("Content-Type", kind)


def by_script(draft: Draft, *, is_jsonp: bool = True) -> Draft:
    """A script element, for which no header and no method can be chosen."""
    draft.initiator, draft.method, draft.headers, draft.credentials = "script", "GET", [], "include"
    draft.more["mode"] = "no-cors"
    more = ": the server has to send a script, not JSON" if is_jsonp else ""
    draft.fact(f"This loads a script, without CORS{more}.", "initiator")
    return draft
