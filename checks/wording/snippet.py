"""The JavaScript that makes a request as its initiator would, to be pasted into a browser's console."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from checks.cors.model import Request, get_header
from checks.inputs.request_fields import FIELDS

# A text of one letter that is longer is told by its length.
_LONGEST = 400
# `{url}` is a JSON literal, `{attribute}` what the crossorigin attribute says.
_ELEMENTS: Mapping[str, str] = {
    "img": "Object.assign(new Image(), {{{attribute}src: {url}}})",
    "script": 'document.head.append(Object.assign(document.createElement("script"), {{{attribute}src: {url}}}))',
    "module-script": 'document.head.append(Object.assign(document.createElement("script"), '
    '{{type: "module", {attribute}src: {url}}}))',
    "stylesheet": 'document.head.append(Object.assign(document.createElement("link"), '
    '{{rel: "stylesheet", {attribute}href: {url}}}))',
    "preload": 'document.head.append(Object.assign(document.createElement("link"), '
    '{{rel: "preload", as: "fetch", {attribute}href: {url}}}))',
    "font": 'await new FontFace("probe", "url(" + JSON.stringify({url}) + ")").load()',
    "eventsource": "new EventSource({url}, {{withCredentials: {include}}})",
    "websocket": "new WebSocket({url}{protocols})",
    "video": 'Object.assign(document.createElement("video"), {{{attribute}src: {url}}})',
    "audio": 'Object.assign(document.createElement("audio"), {{{attribute}src: {url}}})',
    "track": 'const video = Object.assign(document.createElement("video"), {{{attribute}}})\n'
    'video.append(Object.assign(document.createElement("track"), {{default: true, src: {url}}}))\n'
    "document.body.append(video)",
    "beacon": "navigator.sendBeacon({url}{body})",
    "worker-script": "new Worker({url})",
    "worker-module": 'new Worker({url}, {{type: "module"}})',
    "import-scripts": 'new Worker(URL.createObjectURL(new Blob(["importScripts(" + JSON.stringify({url}) + ")"])))',
    "worker-static-import": 'new Worker(URL.createObjectURL(new Blob(["import " + JSON.stringify({url})], '
    '{{type: "text/javascript"}})), {{type: "module"}})',
    "worker-import": 'new Worker(URL.createObjectURL(new Blob(["import(" + JSON.stringify({url}) + ")"])))',
    "manifest": 'document.head.append(Object.assign(document.createElement("link"), '
    '{{rel: "manifest", {attribute}href: {url}}}))',
    "prefetch": 'document.head.append(Object.assign(document.createElement("link"), '
    '{{rel: "prefetch", {attribute}href: {url}}}))',
    "modulepreload": 'document.head.append(Object.assign(document.createElement("link"), '
    '{{rel: "modulepreload", {attribute}href: {url}}}))',
    "css-image": 'document.body.style.maskImage = "url(" + JSON.stringify({url}) + ")"',
    "json-module": 'await import({url}, {{with: {{type: "json"}}}})',
    "css-module": 'await import({url}, {{with: {{type: "css"}}}})',
    "wasm": "await WebAssembly.compileStreaming({fetch})",
    "fetch-later": "fetchLater({options})",
}


def snippet(request: Request) -> str:
    """What a page's code would be; every text in it is a JSON literal."""
    if request.initiator == "fetch":
        return _fetch(request)
    if request.initiator == "xmlhttprequest":
        return _xmlhttprequest(request)
    include = request.credentials == "include"
    attribute = f'crossOrigin: "{"use-credentials" if include else "anonymous"}", ' if request.mode == "cors" else ""
    url, fetch = json.dumps(request.url), _fetch(request).removeprefix("await ")
    return _ELEMENTS[request.initiator].format(
        url=url,
        attribute=attribute,
        include=str(include).lower(),
        fetch=fetch,
        options=fetch.removeprefix("fetch(").removesuffix(")"),
        body=_beacon_body(request),
        protocols=_protocols(request),
    )


def _beacon_body(request: Request) -> str:
    """The second argument of sendBeacon: text, or a Blob of its type."""
    if request.body is None:
        return ""
    kind = request.body_type or get_header(request.headers, "content-type")
    if kind is None:
        return f", {_literal(request.body)}"
    return f", new Blob([{_literal(request.body)}], {{type: {json.dumps(kind)}}})"


def _protocols(request: Request) -> str:
    offered = get_header(request.headers, "sec-websocket-protocol")
    return f", {json.dumps([name.strip() for name in offered.split(',')])}" if offered else ""


def _fetch(request: Request) -> str:
    options: dict[str, Any] = {}
    if request.method != "GET":
        options["method"] = request.method
    if request.headers:
        options["headers"] = [list(pair) for pair in request.headers]
    for name in ("credentials", "mode", "redirect", "cache"):
        if getattr(request, name) != FIELDS[name].default:
            options[name] = getattr(request, name)
    if request.body is not None:
        options["body"] = request.body
    if request.keepalive:
        options["keepalive"] = True
    if request.referrer_policy:
        options["referrerPolicy"] = request.referrer_policy
    arguments = [json.dumps(request.url)]
    if options:
        arguments.append(
            "{" + ", ".join(f"{json.dumps(name)}: {_literal(told)}" for name, told in options.items()) + "}"
        )
    return f"await fetch({', '.join(arguments)})"


def _literal(value: Any) -> str:
    """A value as JSON; a long text of one letter by how often it stands there."""
    if isinstance(value, str) and len(value) > _LONGEST and len(set(value)) == 1:
        return f"{json.dumps(value[0])}.repeat({len(value)})"
    return json.dumps(value)


def _xmlhttprequest(request: Request) -> str:
    lines = ["const xhr = new XMLHttpRequest()", f"xhr.open({json.dumps(request.method)}, {json.dumps(request.url)})"]
    if request.credentials == "include":
        lines.append("xhr.withCredentials = true")
    if request.upload_listener:
        lines.append('xhr.upload.addEventListener("progress", console.log)')
    lines += [f"xhr.setRequestHeader({json.dumps(name)}, {json.dumps(value)})" for name, value in request.headers]
    return "\n".join([*lines, f"xhr.send({_literal(request.body) if request.body is not None else ''})"])
