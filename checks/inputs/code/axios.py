"""axios: its verbs, instances, defaults and interceptors (https://axios-http.com/docs/req_config)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checks.inputs.code.call import VERBS, WITH_BODY, Call, add_headers, add_set_headers, may_be_json, word
from checks.inputs.code.draft import Draft, under, with_query
from checks.inputs.code.values import Hole, Instance, Object, Text, Value

XHR = "xmlhttprequest"


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
    for given in (*_defaults(call), options):
        merged |= {name: value for name, value in given.items() if name != "headers" and value is not None}
        add_headers(draft, _for_method(given.get("headers"), str(options.get("method", "get")).lower()))
    draft.url = with_query(under(merged.get("baseURL"), merged.get("url")), merged.get("params"), draft.notes)
    method = word(merged, "method") or "get"
    draft.method = method.upper() if isinstance(method, str) else method
    draft.credentials = "include" if merged.get("withCredentials") is True else "same-origin"
    _interceptors(draft, call)
    _body(draft, merged, is_form)
    if isinstance(merged.get("auth"), dict | Hole):
        # axios makes a header of it, in the place of one of that name.
        draft.header("Authorization", Text(("Basic ", Hole("auth"))))
    if "onUploadProgress" in merged:
        draft.more["upload_listener"] = True
    if isinstance(merged.get("withCredentials"), Hole):
        draft.guess("withCredentials is set at run time. Choose it here.", "credentials")
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


def _defaults(call: Call) -> list[dict[str, Any]]:
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


def _interceptors(draft: Draft, call: Call) -> None:
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


def _body(draft: Draft, options: dict[str, Any], is_form: bool) -> None:
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
        draft.fact(f"axios ignores {named} in the body: its options are the third argument.", "body")
    types = [value for name, value in draft.headers if name.lower() == "content-type"]
    if is_form or (types and isinstance(types[0], str) and types[0].startswith("multipart/form-data")):
        draft.body = Instance("FormData", ())
    elif not types and may_be_json(draft, data, "axios"):
        draft.header("Content-Type", "application/json")
