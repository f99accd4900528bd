"""Angular's HttpClient, and AngularJS's $http, whose options say the same."""

from __future__ import annotations

from collections.abc import Iterator

from checks.inputs.code.call import VERBS, WITH_BODY, Call, add_headers, headers_of, may_be_json, word
from checks.inputs.code.draft import Draft, with_query
from checks.inputs.code.functions import argument_nodes
from checks.inputs.code.instances import search_pairs
from checks.inputs.code.jquery import by_script
from checks.inputs.code.values import Function, Hole, Instance, Object, Value

XHR = "xmlhttprequest"


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
        draft.guess(f"The options come from {options.name}, which is not in the code. Add its headers.", "headers")
    if isinstance(options, Instance) and options.kind == "RequestOptions":
        options = options.argument(0)
    if isinstance(options, Instance) and options.kind == "HttpHeaders":
        options = Object({"headers": options})
        draft.guess("The headers are passed in place of the options: HttpClient expects { headers }.", "headers")
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
    _interceptors(draft, call)
    if body is not None and not draft.has("content-type") and may_be_json(draft, body, "HttpClient"):
        draft.header("Content-Type", "application/json")
    if verb == "jsonp":
        by_script(draft)
    yield draft


def http_resource(call: Call) -> Iterator[Draft]:
    """`httpResource(() => ({url, method, withCredentials}))`, or of a URL alone."""
    given = call.argument(0)
    given = call.reading.returned(given.node, call.bound) if isinstance(given, Function) else given
    options = given if isinstance(given, Object) else Object()
    url = with_query(options.get("url") if options else given, _params(options.get("params")), [])
    draft = Draft("code with Angular's httpResource", url, XHR)
    draft.method, draft.body = word(options, "method") or "GET", options.get("body")
    add_headers(draft, options.get("headers"))
    include = options.get("withCredentials") is True or options.get("credentials") == "include"
    draft.credentials = "include" if include else "same-origin"
    _interceptors(draft, call)
    if draft.body is not None and not draft.has("content-type") and may_be_json(draft, draft.body, "HttpClient"):
        draft.header("Content-Type", "application/json")
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
                    f"{header} is left out: HttpHeaders never change, and the result of {name}.{change.method}() "
                    f"is not kept. Write {name} = {name}.{change.method}(…).",
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


def _interceptors(draft: Draft, call: Call) -> None:
    """`req.clone({setHeaders, withCredentials})` of an interceptor in the same text."""
    for name, node in call.reading.scope.calls_of("clone"):
        if name in ("req.clone", "request.clone"):
            options = next(iter(call.reading.arguments(node, call.bound)), None)
            if isinstance(options, dict):
                add_headers(draft, options.get("setHeaders"))
                add_headers(draft, Object(headers_of(options.get("headers"))[0]))
                draft.credentials = "include" if options.get("withCredentials") is True else draft.credentials
                call.take(node)
