"""XMLHttpRequest itself, and superagent over it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from checks.inputs.code.call import Call, add_headers, may_be_json
from checks.inputs.code.draft import Draft, with_query
from checks.inputs.code.reading import Reading
from checks.inputs.code.syntax import Node
from checks.inputs.code.values import Hole, Instance, Object, Text

XHR = "xmlhttprequest"
_ITS_OWN = ("set", "send", "query", "withCredentials", "auth", "attach", "field", "type", "accept", "end")


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


_LIBRARIES = {"ajax": "RxJS's ajax", "m.request": "Mithril", "Ext.Ajax.request": "Ext JS"}


def by_options(call: Call) -> Iterator[Draft]:
    """Libraries that are given one object: `ajax({url, method, headers, body, withCredentials})`."""
    options = call.object(0)
    library = _LIBRARIES[call.name]
    draft = Draft(f"code with {library}", options.get("url", call.argument(0)), XHR)
    method = options.get("method")
    draft.method = method.upper() if isinstance(method, str) else method
    add_headers(draft, options.get("headers"))
    draft.credentials = "include" if options.get("withCredentials") is True else "same-origin"
    draft.body = next((options[name] for name in ("body", "jsonData", "params") if name in options), None)
    if draft.method in (None, "GET"):
        draft.url, draft.body = with_query(draft.url, draft.body, draft.notes), None
    elif draft.body is not None and not draft.has("content-type") and may_be_json(draft, draft.body, library):
        draft.header("Content-Type", "application/json")
    yield draft


def superagent(call: Call) -> Iterator[Draft]:
    """`superagent.post(url).set(…).send(…)`"""
    first = call.argument(0)
    draft = Draft("code with superagent", first, XHR)
    draft.method = {"del": "DELETE"}.get(call.last, call.last.upper()) if "." in call.name else first
    if "." not in call.name:
        draft.url = call.argument(1)
        if call.count() == 1:
            draft.method, draft.url = "GET", first
    for last, node in _chain(call.reading, call.node):
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


def is_superagent(reading: Reading, node: Node) -> bool:
    """Whether what is called on `request.post(url)` is what superagent has."""
    return any(last in _ITS_OWN for last, _ in _chain(reading, node))


def _chain(reading: Reading, node: Node) -> Iterator[tuple[str, Node]]:
    """The methods that are called one after the other on what a call gives."""
    above = reading.tree.ancestors(node)
    for inner, outer in itertools.pairwise(above):
        if inner.type != "member_expression" or outer.type != "call_expression":
            if inner.type == "call_expression":
                continue
            return
        name = inner.child_by_field_name("property")
        yield reading.tree.text(name, 60) if name is not None else "", outer
