"""What code loads without fetch(): elements that it makes, modules, fonts, workers, sockets, loaders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors.urls import parse as parse_url
from checks.inputs import choices
from checks.inputs.code.call import Call, add_headers, add_set_headers
from checks.inputs.code.draft import Draft, with_query
from checks.inputs.code.elements import Element, drafts
from checks.inputs.code.expressions import Bound
from checks.inputs.code.instances import instance_text
from checks.inputs.code.reading import Reading
from checks.inputs.code.syntax import Node
from checks.inputs.code.values import Hole, Instance, Object, Text, Value, joined

_TAGS = {"img": "img", "image": "img", "script": "script", "video": "video", "audio": "audio", "link": "link"}
_URL_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')\s]+)")
_THREE_IMAGES = ("TextureLoader", "ImageLoader", "CubeTextureLoader", "ImageBitmapLoader")


def assigned(node: Node, reading: Reading, bound: Bound) -> Iterator[Draft]:
    """`element.src = url` with what else is done to the element."""
    left = node.child_by_field_name("left")
    name = reading.scope.dotted(left)
    owner, _, last = name.rpartition(".")
    if last not in ("src", "href") or not owner or owner.startswith(("location", "window.location", "?")):
        return
    made = reading.value(left.child_by_field_name("object"), bound)
    tag = ""
    if isinstance(made, Instance):
        tag = {"Image": "img", "Audio": "audio"}.get(made.kind, made.kind.strip("<>") if made.kind[:1] == "<" else "")
    elif isinstance(made, Hole):
        word = re.sub(r"(?:El|Element|Tag|Node|\d{1,4})\Z", "", owner.rpartition(".")[2])
        tag = next((_TAGS[key] for key in _TAGS if word.lower().endswith(key)), "")
    if not tag or (last == "href") != (tag == "link"):
        return
    attributes: dict[str, Value] = {}
    for change in reading.scope.assignments(owner.partition(".")[0]):
        member = reading.scope.dotted(change.child_by_field_name("left"))
        if member.startswith(f"{owner}.") and member.count(".") == name.count("."):
            attributes[member.rpartition(".")[2].lower()] = reading.value(change.child_by_field_name("right"), bound)
            reading.need(change)
    for change in reading.scope.method_calls(owner.partition(".")[0]):
        if reading.scope.dotted(change.child_by_field_name("function")) == f"{owner}.setAttribute":
            values = reading.arguments(change, bound)
            if len(values) == 2 and isinstance(values[0], str):
                attributes[values[0].lower()] = values[1]
    for draft in drafts(Element(tag, attributes), "javascript"):
        if tag == "img" and draft.more.get("mode") == "no-cors" and b"drawImage" in reading.tree.data:
            draft.fact(
                "Without crossOrigin the image loads without CORS, and a canvas it is drawn on can no longer be "
                "read. Set crossOrigin before src.",
                "mode",
            )
        yield draft


def object_assign(call: Call) -> Iterator[Draft]:
    """`Object.assign(new Image(), {crossOrigin, src})`"""
    made = call.argument(0)
    if isinstance(made, Instance):
        tag = "img" if made.kind == "Image" else made.kind.strip("<>") if made.kind[:1] == "<" else ""
        if tag:
            yield from drafts(Element(tag, {key.lower(): value for key, value in call.object(1).items()}), "javascript")


def module(call: Call) -> Iterator[Draft]:
    """`import(url)`, and modules of worklets, which are loaded alike."""
    yield _module(call.argument(0))


def _module(url: Value) -> Draft:
    draft = Draft("code that imports a module", url, "module-script")
    draft.fact("Modules always use CORS; a static import and import() are checked as a module script.")
    return draft


def imported(node: Node, reading: Reading) -> Iterator[Draft]:
    source = node.child_by_field_name("source")
    url = reading.tree.text(source).strip("'\"") if source is not None else ""
    if url.startswith(("http://", "https://")):
        yield _module(url)


def font(call: Call) -> Iterator[Draft]:
    source = call.argument(1)
    url: Value = source
    if isinstance(source, str):
        match = _URL_IN_CSS.search(source)
        url = match[1] if match else None
    elif isinstance(source, Text) and len(source.parts) > 1 and isinstance(source.parts[0], str):
        start = source.parts[0].rpartition("url(")[2].lstrip("\"' ")
        end = [part.rstrip("\"') ") if isinstance(part, str) else part for part in source.parts[1:]]
        url = joined([start, *end]) if start else joined(end)
    if url is not None:
        draft = Draft("code that loads a font", url, "font")
        draft.fact("Fonts always use CORS.")
        yield draft


def worker(call: Call) -> Iterator[Draft]:
    """Workers and service workers, whose scripts are never another origin's."""
    url = call.argument(0)
    url = instance_text(url) if isinstance(url, Instance) else url
    start = url.parts[0] if isinstance(url, Text) else url
    if not isinstance(start, str) or not start.startswith(("http:", "https:", "//")):
        return  # It is the page's own, or a Blob.
    draft = Draft("code that starts a worker", None, no_request=True)
    draft.fact(
        "A worker's script must be same-origin, whatever another server allows by CORS. Serve it from your own "
        "host, or start the worker from a Blob that calls importScripts(url).",
        "url",
    )
    yield draft


def import_scripts(call: Call) -> Iterator[Draft]:
    draft = Draft("code that imports a script into a worker", call.argument(0), "script", credentials="include")
    draft.more["mode"] = "no-cors"
    draft.fact("importScripts() loads scripts without CORS, like a script element without crossorigin.", "initiator")
    yield draft


def socket(call: Call) -> Iterator[Draft]:
    draft = Draft("code with WebSocket", call.argument(0), choices.SOCKET)
    draft.fact(
        "This opens a WebSocket. CORS does not apply: the browser sends an Origin header, and the server alone "
        "decides.",
        "initiator",
    )
    yield draft


def socket_io(call: Call) -> Iterator[Draft]:
    """Socket.IO begins by XMLHttpRequest, if not told otherwise."""
    options = call.object(1)
    transports = options.get("transports")
    if isinstance(transports, list) and transports[:1] == ["websocket"]:
        yield from socket(call)
        return
    url = call.argument(0)
    if isinstance(url, Object):
        return
    if isinstance(url, str):
        url = re.sub(r"\Aws", "http", url)
        parsed = parse_url(url)
        if parsed is None:
            return
        path = options.get("path")
        url = f"{parsed.origin}{path if isinstance(path, str) else '/socket.io'}".rstrip("/") + "/"
        url += "?EIO=4&transport=polling"
    draft = Draft("code with Socket.IO", url, "xmlhttprequest")
    draft.credentials = "include" if options.get("withCredentials") is True else "same-origin"
    add_headers(draft, options.get("extraHeaders"))
    draft.fact("Socket.IO starts with XMLHttpRequest, where CORS applies, before it opens a WebSocket.")
    yield draft


def sock_js(call: Call) -> Iterator[Draft]:
    url = call.argument(0)
    draft = Draft("code with SockJS", joined([url, "/info"]), "xmlhttprequest", credentials="include")
    draft.fact(
        "SockJS first requests /info by XMLHttpRequest with credentials, so the server cannot use *.", "credentials"
    )
    yield draft


def signal_r(call: Call) -> Iterator[Draft]:
    url = call.argument(0)
    options = call.object(1)
    if options.get("skipNegotiation") is True:
        yield from socket(call)
        return
    draft = Draft(
        "code with SignalR", with_query(joined([url, "/negotiate"]), {"negotiateVersion": "1"}, []), "xmlhttprequest"
    )
    draft.method, draft.body = "POST", ""
    draft.credentials = "same-origin" if options.get("withCredentials") is False else "include"
    draft.header("X-Requested-With", "XMLHttpRequest")
    add_headers(draft, options.get("headers"))
    if "accessTokenFactory" in options:
        draft.header("Authorization", Text(("Bearer ", Hole("accessTokenFactory()"))))
    draft.fact("SignalR first sends a POST to /negotiate, with credentials unless told otherwise.", "credentials")
    yield draft


def loader(call: Call) -> Iterator[Draft]:
    """`.load(url)` of three.js's loaders: images with crossOrigin anonymous, all else by fetch()."""
    owner = call.owner
    if owner is None or not owner.kind.endswith("Loader"):
        return
    url = call.argument(0)
    is_image = owner.kind in _THREE_IMAGES
    draft = Draft(f"code with three.js's {owner.kind}", url, "img" if is_image else "fetch")
    for change in owner.changes:
        value = change.arguments[0] if change.arguments else None
        if change.method == "setCrossOrigin" or change.path == ("crossOrigin",):
            draft.credentials = "include" if value == "use-credentials" else "same-origin"
        elif change.method == "setWithCredentials" and value is True:
            draft.credentials = "include"
    draft.fact(f"{owner.kind} uses CORS, because WebGL only uses what the page may read.")
    yield draft


def stream(call: Call) -> Iterator[Draft]:
    """`hls.loadSource(url)` of hls.js."""
    draft = Draft("code with hls.js", call.argument(0), "xmlhttprequest")
    options = call.owner.argument(0) if call.owner is not None else None
    if isinstance(options, Object):
        add_set_headers(draft, call, options.get("xhrSetup"))
    draft.fact("hls.js requests the playlist and then each segment by XMLHttpRequest: all need CORS headers.")
    yield draft


def document(call: Call) -> Iterator[Draft]:
    """`pdfjsLib.getDocument(url)`, or with `{url, withCredentials, httpHeaders}`."""
    options = call.object(0)
    url = options.get("url") if options else call.argument(0)
    if url is None:
        return
    draft = Draft("code with PDF.js", url)
    draft.credentials = "include" if options.get("withCredentials") is True else "same-origin"
    add_headers(draft, options.get("httpHeaders"))
    draft.fact("PDF.js uses fetch(), and requests ranges of the file if the server sends its length.")
    yield draft


def use_loader(call: Call) -> Iterator[Draft]:
    """`useLoader(TextureLoader, url)` of react-three-fiber."""
    kind = call.argument(0)
    name = kind.name.rpartition(".")[2] if isinstance(kind, Hole) else ""
    if name.endswith("Loader"):
        image = name in _THREE_IMAGES
        draft = Draft(f"code with three.js's {name}", call.argument(1), "img" if image else "fetch")
        draft.fact(f"{name} uses CORS, because WebGL only uses what the page may read.")
        yield draft
