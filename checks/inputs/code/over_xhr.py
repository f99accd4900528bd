"""XMLHttpRequest and the libraries over it: axios, jQuery, superagent, Angular's HttpClient, AngularJS's $http."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from checks.inputs.code.call import VERBS, WITH_BODY, Call, add_headers, add_set_headers, headers_of, may_be_json, word
from checks.inputs.code.draft import Draft, under, with_query
from checks.inputs.code.instances import search_pairs
from checks.inputs.code.reading import argument_nodes
from checks.inputs.code.syntax import Node
from checks.inputs.code.values import Function, Hole, Instance, Object, Text, Value, is_known, plain

XHR = "xmlhttprequest"


def xhr(call: Call) -> Iterator[Draft]:
    """`xhr.open(method, url)` with what is done to the same object."""
    method = call.argument(0)
    if call.count() < 2 or not ((isinstance(method, str) and method.isalpha()) or isinstance(method, Hole)):
        return
    if isinstance(method, Hole) and "xhr" not in call.name.lower():
        return
    draft = Draft("code with XMLHttpRequest", call.argument(1), XHR, method)
    reading, name = call.reading, call.name.rpartition(".")[0]
    for node in reading.scope.assignments(name.partition(".")[0]):
        target = reading.scope.dotted(node.child_by_field_name("left"))
        if target == f"{name}.withCredentials":
            if reading.value(node.child_by_field_name("right"), call.bound) is True:
                draft.credentials = "include"
            call.take(node)
        elif target.startswith(f"{name}.upload.on"):
            draft.more["upload_listener"] = True
            call.take(node)
    after = [
        node for node in reading.scope.method_calls(name.partition(".")[0]) if node.start_byte > call.node.start_byte
    ]
    for node in after:
        target = reading.scope.dotted(node.child_by_field_name("function"))
        values = reading.arguments(node, call.bound)
        if target == f"{name}.open":
            break
        if target == f"{name}.setRequestHeader" and len(values) == 2 and isinstance(values[0], str):
            draft.headers.append((values[0], values[1]))
        elif target == f"{name}.send" and values:
            draft.body = values[0]
        else:
            continue
        call.take(node)
    listens = f"{name}.upload.addEventListener"
    for node in reading.scope.method_calls(name.partition(".")[0]):
        if reading.scope.dotted(node.child_by_field_name("function")) == listens:
            draft.more["upload_listener"] = True
            call.take(node)
    yield draft


def axios(call: Call) -> Iterator[Draft]:
    """`axios(…)`, its verbs, instances by `axios.create`, `axios.defaults` and interceptors."""
    verb = call.last if "." in call.name else ""
    if verb and verb not in (*VERBS, "request", "postForm", "putForm", "patchForm") and not verb.startswith("$"):
        return
    is_form, verb = verb.endswith("Form"), verb.removesuffix("Form").lstrip("$")
    draft = Draft("code with axios", None, XHR)
    options: dict[str, Any] = {}
    if verb in VERBS:
        options = {**call.object(2 if verb in WITH_BODY else 1), "url": call.argument(0), "method": verb}
        if verb in WITH_BODY and call.count() > 1:
            options["data"] = call.argument(1)
    elif isinstance(call.argument(0), Object):
        options = dict(call.object(0))
    else:
        options = {**call.object(1), "url": call.argument(0)}
    if isinstance(call.argument(0), Hole) and verb not in VERBS and call.count() == 1:
        draft.guess(f"The options come from {call.argument(0).name}, which is not in the code.", "method")
    merged: dict[str, Any] = {}
    for given in (*_axios_defaults(call), options):
        merged |= {name: value for name, value in given.items() if name != "headers" and value is not None}
        add_headers(draft, _for_method(given.get("headers"), str(options.get("method", "get")).lower()))
    draft.url = with_query(under(merged.get("baseURL"), merged.get("url")), merged.get("params"), draft.notes)
    method = word(merged, "method") or "get"
    draft.method = method.upper() if isinstance(method, str) else method
    draft.credentials = "include" if merged.get("withCredentials") is True else "same-origin"
    _axios_interceptors(draft, call)
    _axios_body(draft, merged, is_form)
    if isinstance(merged.get("auth"), dict | Hole):
        # axios makes a header of it, in the place of one of that name.
        draft.header("Authorization", Text(("Basic ", Hole("auth"))))
    if "onUploadProgress" in merged:
        draft.more["upload_listener"] = True
    if isinstance(merged.get("withCredentials"), Hole):
        draft.guess("withCredentials is chosen when the code runs; choose it here.", "credentials")
    yield draft


def _for_method(headers: Value, method: str) -> Value:
    """The headers of defaults, which may be given for all methods or for one."""
    if not isinstance(headers, dict):
        return headers
    made = Object(unknown=getattr(headers, "unknown", ()))
    for name, value in headers.items():
        if name in ("common", *VERBS) and isinstance(value, dict):
            made.update(value if name in ("common", method) else {})
        else:
            made[name] = value
    return made


def _axios_defaults(call: Call) -> list[dict[str, Any]]:
    """The options that an instance, or all of axios, has been given before."""
    owner = call.owner
    made: list[dict[str, Any]] = []
    if owner is not None and isinstance(owner.argument(0), dict):
        made.append(owner.argument(0))
    changes = [(change.path, change.arguments) for change in owner.changes] if owner is not None else []
    reading = call.reading
    for node in reading.scope.assignments("axios"):
        path = tuple(reading.scope.dotted(node.child_by_field_name("left")).split("."))
        changes.append((path[1:], (reading.value(node.child_by_field_name("right"), call.bound),)))
        call.take(node)
    for path, values in changes:
        if path[:1] == ("defaults",) and len(path) > 1 and values:
            if path[1] == "headers" and len(path) > 2:
                names = path[3:] if path[2] in ("common", *VERBS) else path[2:]
                if path[2] in VERBS and path[2] != (call.last if "." in call.name else "get"):
                    continue
                made.append({"headers": Object({names[0]: values[0]}) if names else values[0]})
            else:
                made.append({path[1]: values[0]})
    return made


def _axios_interceptors(draft: Draft, call: Call) -> None:
    root = call.name.partition(".")[0]
    for name, node in call.reading.scope.calls_of("use"):
        if name in (
            f"{root}.interceptors.request.use",
            f"this.{call.name.split('.')[-2:][0]}.interceptors.request.use",
        ):
            functions = call.reading.arguments(node, call.bound)
            if functions:
                add_set_headers(draft, call, functions[0])
                call.take(node)


def _axios_body(draft: Draft, options: dict[str, Any], is_form: bool) -> None:
    data = options.get("data")
    if "data" not in options or (data is None and draft.method in ("GET", "HEAD", "DELETE")):
        if draft.has("content-type"):
            draft.headers = [pair for pair in draft.headers if pair[0].lower() != "content-type"]
            draft.left_out("Content-Type is left out: axios does not send it without data.", "headers")
        return
    draft.body = data
    misplaced = [name for name in ("withCredentials", "headers") if isinstance(data, Object) and name in data]
    if misplaced:
        named = " and ".join(misplaced)
        draft.fact(f"axios does not look for {named} in the body: its options are the third argument.", "body")
    types = [value for name, value in draft.headers if name.lower() == "content-type"]
    if is_form or (types and isinstance(types[0], str) and types[0].startswith("multipart/form-data")):
        draft.body = Instance("FormData", ())
    elif not types and may_be_json(draft, data, "axios"):
        draft.header("Content-Type", "application/json")


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
        yield _by_script(draft)
        return
    _jquery_data(draft, options)
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


def _by_script(draft: Draft) -> Draft:
    """JSONP: a script element, for which no header and no method can be chosen."""
    draft.initiator, draft.method, draft.headers, draft.credentials = "script", "GET", [], "include"
    draft.more["mode"] = "no-cors"
    draft.fact(
        "JSONP loads a script, without CORS: the server has to answer with a script, not with JSON.", "initiator"
    )
    return draft


def _jquery_data(draft: Draft, options: dict[str, Any]) -> None:
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


def angular(call: Call) -> Iterator[Draft]:
    """Angular's HttpClient, and AngularJS's $http, whose options say the same."""
    verb = call.last if call.last in (*VERBS, "request", "jsonp") else ""
    values = [call.argument(place) for place in range(call.count())]
    if any(isinstance(value, Function) for value in values[:2]):
        return  # A handler of a server, or of a mock of one.
    old = "$http" in call.name
    draft = Draft("code with AngularJS's $http" if old else "code with Angular's HttpClient", None, XHR)
    method: Value = verb.upper() or "GET"
    if verb == "request" and values and not isinstance(values[0], Object):
        method = values.pop(0)
    url = values[0] if values else None
    place = 2 if verb in WITH_BODY else 1
    options = values[place] if len(values) > place else None
    if isinstance(url, Object):
        options, url = url, url.get("url")
    body = values[1] if verb in WITH_BODY and len(values) > 1 else None
    if isinstance(options, Hole):
        draft.guess(f"The options come from {options.name}, which is not in the code; add their headers.", "headers")
    if isinstance(options, Instance) and options.kind == "HttpHeaders":
        options = Object({"headers": options})
        draft.guess("The headers stand where the options should: HttpClient wants { headers }.", "headers")
    if isinstance(options, Object):
        method = word(options, "method") or method
        add_headers(draft, options.get("headers"))
        draft.credentials = "include" if options.get("withCredentials") is True else "same-origin"
        url = with_query(url, _params(options.get("params")), draft.notes)
        body = body if body is not None else options.get("body", options.get("data"))
        if options.get("reportProgress") is True and (options.get("observe") == "events" or verb == "request"):
            draft.more["upload_listener"] = True
    draft.method, draft.url, draft.body = method, url, body
    _unused(draft, call)
    _angular_interceptors(draft, call)
    if body is not None and not draft.has("content-type") and may_be_json(draft, body, "HttpClient"):
        draft.header("Content-Type", "application/json")
    if verb == "jsonp":
        _by_script(draft)
    yield draft


def _params(value: Value) -> Value:
    if isinstance(value, Instance):
        pairs = search_pairs(value)
        return Object(pairs) if pairs is not None else Hole("params")
    return value


def _unused(draft: Draft, call: Call) -> None:
    """HttpHeaders never change: what a statement `headers.set(…)` returns is lost."""
    for name, instance in _named_headers(call):
        for change in instance.changes:
            if (
                change.method in ("set", "append")
                and len(change.path) == 1
                and (name, change.arguments[:1]) in _lost(call)
            ):
                header = str(change.arguments[0])[:60]
                draft.headers = [pair for pair in draft.headers if pair[0].lower() != header.lower()]
                draft.left_out(
                    f"{header} is left out: HttpHeaders never change, and what {name}.{change.method}() returns is not "
                    f"kept. Write {name} = {name}.{change.method}(…).",
                    "headers",
                )


def _named_headers(call: Call) -> Iterator[tuple[str, Instance]]:
    nodes = argument_nodes(call.node)
    for node in nodes[1:]:
        for child in node.named_children:
            value = child.child_by_field_name("value") if child.type == "pair" else child
            if value is not None and value.type in ("identifier", "shorthand_property_identifier"):
                found = call.reading.value(value, call.bound)
                if isinstance(found, Instance) and found.kind == "HttpHeaders":
                    yield call.reading.tree.text(value, 60), found


def _lost(call: Call) -> list[tuple[str, tuple[Value, ...]]]:
    """Statements that call a method of a variable and do nothing with what it returns."""
    scope = call.reading.scope
    lost = []
    for name, node in (*scope.calls_of("set"), *scope.calls_of("append")):
        above = scope.tree.ancestors(node)
        if above and above[0].type == "expression_statement":
            lost.append((name.rpartition(".")[0], call.reading.arguments(node, call.bound)[:1]))
    return lost


def _angular_interceptors(draft: Draft, call: Call) -> None:
    """`req.clone({setHeaders, withCredentials})` of an interceptor in the same text."""
    for name, node in call.reading.scope.calls_of("clone"):
        if name in ("req.clone", "request.clone"):
            options = next(iter(call.reading.arguments(node, call.bound)), None)
            if isinstance(options, dict):
                add_headers(draft, options.get("setHeaders"))
                add_headers(draft, Object(headers_of(options.get("headers"))[0]))
                draft.credentials = "include" if options.get("withCredentials") is True else draft.credentials
                call.take(node)


def superagent(call: Call) -> Iterator[Draft]:
    """`superagent.post(url).set(…).send(…)`"""
    first = call.argument(0)
    draft = Draft("code with superagent", first, XHR)
    draft.method = {"del": "DELETE"}.get(call.last, call.last.upper()) if "." in call.name else first
    if "." not in call.name:
        draft.url = call.argument(1)
        if call.count() == 1:
            draft.method, draft.url = "GET", first
    for last, node in _chain(call):
        values = call.reading.arguments(node, call.bound)
        value = values[0] if values else None
        if last == "set":
            add_headers(
                draft,
                value if isinstance(value, dict) else Object({str(value): values[1]}) if len(values) > 1 else None,
            )
        elif last in ("type", "accept") and isinstance(value, str):
            kinds = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
            draft.header("Content-Type" if last == "type" else "Accept", kinds.get(value, value))
        elif last == "query":
            draft.url = with_query(draft.url, value, draft.notes)
        elif last == "withCredentials" and (not values or value is not False):
            draft.credentials = "include"
        elif last == "auth":
            bearer = len(values) > 1 and isinstance(values[-1], dict) and values[-1].get("type") == "bearer"
            draft.header("Authorization", Text(("Bearer " if bearer else "Basic ", Hole("auth()"))))
        elif last in ("attach", "field"):
            draft.body = Instance("FormData", ())
        elif last == "send" and value is not None:
            draft.body = value
        elif last == "on" and value == "progress":
            draft.more["upload_listener"] = True
    if draft.body is not None and not draft.has("content-type") and may_be_json(draft, draft.body, "superagent"):
        draft.header("Content-Type", "application/json")
    yield draft


def _chain(call: Call) -> Iterator[tuple[str, Node]]:
    """The methods that are called one after the other on what a call gives."""
    above = call.reading.tree.ancestors(call.node)
    for inner, outer in itertools.pairwise(above):
        if inner.type != "member_expression" or outer.type != "call_expression":
            if inner.type == "call_expression":
                continue
            return
        name = inner.child_by_field_name("property")
        yield call.reading.tree.text(name, 60) if name is not None else "", outer
