"""Which calls of a script make a request, and what reads each: by its name, and by what it is called on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checks.inputs.code import fetching, loading, services
from checks.inputs.code.angular import angular
from checks.inputs.code.axios import axios
from checks.inputs.code.call import VERBS, Call, add_headers
from checks.inputs.code.draft import Draft, finished
from checks.inputs.code.elements import NAMES, Element, drafts
from checks.inputs.code.jquery import jquery
from checks.inputs.code.reading import Bound, Reading, argument_nodes, parameters
from checks.inputs.code.rows import rows_of, with_block
from checks.inputs.code.syntax import Node, tree_of
from checks.inputs.code.values import Function, Hole, Instance, Object, Text, Value
from checks.inputs.code.xhr import superagent, xhr
from checks.inputs.understood import Part

Reader = Callable[[Call], Iterator[Draft]]
# Requests that are told of one text, and that are read for it, and calls of one function that makes one.
MAX_REQUESTS, MAX_TRIED, MAX_SITES = 40, 120, 10
_HTTP_OWNER = re.compile(r"(?i)(?:.*\.)?_?(?:http|https?client|http_client)\Z")
_NOT_BROWSERS = frozenset(("http", "https", "node:http", "node:https", "msw", "k6/http", "got"))
_BY_NAME: dict[str, Reader] = {
    "fetch": fetching.fetch,
    "fetchEventSource": fetching.event_source,
    "EventSource": fetching.event_source,
    "EventSourcePolyfill": fetching.event_source,
    "NativeEventSource": fetching.event_source,
    "$fetch": fetching.ofetch,
    "ofetch": fetching.ofetch,
    "useFetch": fetching.ofetch,
    "useLazyFetch": fetching.ofetch,
    "ky": fetching.ky,
    "axios": axios,
    "superagent": superagent,
    "fetchBaseQuery": fetching.rtk_query,
    "ApolloClient": fetching.graphql,
    "HttpLink": fetching.graphql,
    "createHttpLink": fetching.graphql,
    "createUploadLink": fetching.graphql,
    "BatchHttpLink": fetching.graphql,
    "httpBatchLink": fetching.graphql,
    "GraphQLClient": fetching.graphql,
    "navigator.sendBeacon": fetching.beacon,
    "import": loading.module,
    "FontFace": loading.font,
    "Worker": loading.worker,
    "SharedWorker": loading.worker,
    "importScripts": loading.import_scripts,
    "WebSocket": loading.socket,
    "io": loading.socket_io,
    "SockJS": loading.sock_js,
    "Object.assign": loading.object_assign,
    "Dropzone": services.uploader,
    "FileUploader": services.uploader,
    "FilePond.create": services.uploader,
    "tus.Upload": services.tus,
    "OpenAI": services.open_ai,
    "Anthropic": services.open_ai,
    "httpsCallable": services.firebase_functions,
    "httpsCallableFromURL": services.firebase_functions,
    "createAuth0Client": services.auth0,
    "Auth0Client": services.auth0,
    "algoliasearch": services.algolia,
}
_BY_LAST: dict[str, Reader] = {
    **dict.fromkeys(services.NAMED, services.named),
    "addModule": loading.module,
    "withUrl": loading.signal_r,
    "loadSource": loading.stream,
    "httpsCallable": services.firebase_functions,
    "use": services.uploader,
}
_BY_OWNER: dict[str, Reader] = {
    "axios": axios,
    "ky": fetching.ky,
    "$": jquery,
    "jQuery": jquery,
    "superagent": superagent,
    "$fetch": fetching.ofetch,
    "ofetch": fetching.ofetch,
}


_UNKNOWN_INSTANCE = re.compile(
    r"(?i)(?:.*\.)?(?:\$?axios\w*|\w*axios|\$?api|api_?(?:client|instance|service)|http_?client)\Z"
)
_OF_SERVERS = frozenset(("express", "koa", "fastify", "node-fetch", "undici", "got"))
_BY_LIBRARY: dict[str, Reader] = {
    "axios": axios,
    "ky": fetching.ky,
    "ofetch": fetching.ofetch,
    "$fetch": fetching.ofetch,
}
_FORMS = ("postForm", "putForm", "patchForm")
_GLOBALS = ("window.", "globalThis.", "self.", "global.")
_HOOKS = ("useSWR", "useSWRImmutable", "useQuery", "useSWRMutation", "preload", "useSWRInfinite")


def parts(code: str) -> list[Part]:
    """The requests of a script, each with the lines that it needs; the first has the other lines of the code too."""
    tree = tree_of(code)
    if tree is None:
        return []
    reading = Reading(tree)
    found: list[Part] = []
    seen: set[object] = set()
    for tried, (node, draft) in enumerate(_all_drafts(reading), 1):
        understood = finished(draft, reading.told.taken())
        key = (understood.what, repr(understood.request), "" if understood.request.url else repr(understood.notes))
        if key not in seen:
            seen.add(key)
            found.append(Part(tuple(sorted(reading.rows | rows_of(node))), understood))
        reading.rows = set()
        if len(found) >= MAX_REQUESTS or tried >= MAX_TRIED:
            break
    return with_block(found, tree, code)


def _all_drafts(reading: Reading) -> Iterator[tuple[Node, Draft]]:
    """Every request of a script; where it only makes an instance, the requests of that; else a Request of its own."""
    tree, scope = reading.tree, reading.scope
    known = False
    for node in sorted(
        (*tree.calls, *tree.assignments, *tree.imports, *tree.elements), key=lambda item: item.start_byte
    ):
        for draft in _drafts_at(reading, node):
            known = True
            yield node, draft
    if known:
        return
    for node in tree.calls:
        name = scope.dotted(node.child_by_field_name("function") or node.child_by_field_name("constructor"))
        call = Call(reading.canonical(name), node, reading, {})
        if node.type == "new_expression" and name == "Request":
            yield from ((node, draft) for draft in fetching.request(call))
        made = reading.value(node, {}) if name.endswith((".create", ".extend")) else None
        if isinstance(made, Instance) and made.kind.partition(".")[0] in _BY_LIBRARY:
            yield from _of_instance(call, node, made)


def _of_instance(call: Call, node: Node, made: Instance) -> Iterator[tuple[Node, Draft]]:
    """What any request of an instance would be, where the text makes none by it."""
    library = made.kind.partition(".")[0]
    options = made.argument(0)
    if not isinstance(options, Object):
        return
    draft = Draft(f"an instance of {library}", next((options[key] for key in _BASES if key in options), None))
    draft.initiator = "xmlhttprequest" if library == "axios" else "fetch"
    if draft.url is None:
        return
    add_headers(draft, options.get("headers"))
    if options.get("withCredentials") is True or options.get("credentials") == "include":
        draft.credentials = "include"
    draft.guess("The code makes no request by this instance yet; add the path and the method of one.", "url")
    yield node, draft


_BASES = ("baseURL", "prefixUrl", "baseUrl")


def _drafts_at(reading: Reading, node: Node) -> Iterator[Draft]:
    if node.type == "import_statement":
        yield from loading.imported(node, reading)
    elif node.type == "assignment_expression":
        for bound in _bounds(reading, node):
            yield from loading.assigned(node, reading, bound)
    elif node.type.startswith("jsx_"):
        yield from _element(reading, node)
    else:
        found = _reader(reading, node)
        if found is not None and not _is_in_mock(reading, node):
            read, name, owner = found
            server = _server_around(reading, node)
            for bound in _bounds(reading, node):
                for draft in read(Call(name, node, reading, bound, owner)):
                    if server:
                        draft.fact(f"{server}, where CORS plays no part: it may read any response.")
                    yield draft


def _reader(reading: Reading, node: Node) -> tuple[Reader, str, Instance | None] | None:
    """What reads a call, with its name and the instance that it is called on; None for one that makes no request."""
    is_new = node.type == "new_expression"
    function = node.child_by_field_name("constructor" if is_new else "function")
    if function is None:
        return None
    name = "import" if function.type == "import" else reading.scope.dotted(function)
    for prefix in _GLOBALS:
        name = name.removeprefix(prefix)
    name = reading.canonical(name)
    root, _, last = name.rpartition(".")
    if is_new:
        special = _constructed(reading, name)
        return (special, name, None) if special is not None else None
    owner = _owner(reading, function, root or name)
    if owner is not None:
        library = owner.kind.partition(".")[0]
        if library in _BY_LIBRARY and (not root or last in (*VERBS, "request", "raw", *_FORMS) or last[:1] == "$"):
            return _BY_LIBRARY[library], name, owner
        if last == "load" and owner.kind.endswith("Loader"):
            return loading.loader, name, owner
        if last == "open" and owner.kind in ("XMLHttpRequest", "ActiveXObject"):
            return xhr, name, owner
        if library not in ("HttpClient", "Http", "document"):
            return _by_service(reading, name, last)
    if name in _BY_NAME and reading.scope.modules.get(root or name) not in ("msw", "k6/http"):
        return _BY_NAME[name], name, None
    return _by_owner(reading, node, name, root, last)


def _constructed(reading: Reading, name: str) -> Reader | None:
    last = name.rpartition(".")[2]
    if last == "Client" and reading.scope.modules.get("Client", "").endswith("urql"):
        return fetching.graphql
    reader = _BY_NAME.get(name) or _BY_NAME.get(last)
    if last == "Upload" and name != "tus.Upload":
        reader = services.tus if "tus" in reading.scope.modules.get("Upload", "") else None
    return reader if last not in ("fetch", "import", "axios", "ky") else None


def _owner(reading: Reading, function: Node, root: str) -> Instance | None:
    """The instance that a method is called on, or that is called itself."""
    node = function.child_by_field_name("object") if function.type == "member_expression" else function
    if node is None or root in _BY_OWNER or (root in _BY_NAME and root not in reading.scope.modules):
        return None
    value = reading.value(node, {})
    return value if isinstance(value, Instance) else None


def _by_service(reading: Reading, name: str, last: str) -> tuple[Reader, str, None] | None:
    return (_BY_LAST[last], name, None) if last in _BY_LAST else None


def _by_owner(
    reading: Reading, node: Node, name: str, root: str, last: str
) -> tuple[Reader, str, Instance | None] | None:
    module = reading.scope.modules.get(name.partition(".")[0], "")
    before = root.rpartition(".")[2]
    if root in _BY_OWNER and last not in ("create", "extend", "native"):
        return _BY_OWNER[root], name, None
    if (before in ("$http",) and last in VERBS) or name in ("$http", "this.$http"):
        return angular, name, None
    if name in ("request", "gql.request") and module == "graphql-request":
        return fetching.graphql, name, None
    if name == "createClient":
        is_object = isinstance(next(iter(reading.arguments(node, {})), None), Object)
        return (fetching.graphql if is_object else services.supabase), name, None
    if name == "useLoader":
        return loading.use_loader, name, None
    if last == "open" and re.search(r"(?i)xhr|xmlhttp|req|http", root):
        return xhr, name, None
    if _HTTP_OWNER.match(root) and last in (*VERBS, "request", "jsonp") and module not in _NOT_BROWSERS:
        return angular, name, None
    if _UNKNOWN_INSTANCE.match(root) and (last in VERBS or (last[:1] == "$" and last[1:] in VERBS)):
        return _unknown_instance(reading, node, name, root, before)
    return _by_service(reading, name, last)


def _unknown_instance(
    reading: Reading, node: Node, name: str, root: str, before: str
) -> tuple[Reader, str, Instance | None] | None:
    """A call of an instance that is made elsewhere, such as `api.get("/users")`; never a route of a server."""
    values = reading.arguments(node, {})
    if (
        not values
        or any(isinstance(value, Function) for value in values)
        or not isinstance(values[0], str | Text | Hole)
    ):
        return None
    waited = any(item.type == "await_expression" for item in reading.tree.ancestors(node)[:2])
    above = reading.tree.ancestors(node)[:1]
    followed = bool(above) and above[0].type in ("member_expression", "return_statement", "arrow_function")
    if "axios" not in root.lower() and not (waited or followed):
        return None
    return axios, name, Instance("axios.create", (Object({"baseURL": Hole(f"the baseURL of {before}")}),))


def _bounds(reading: Reading, node: Node) -> list[Bound]:
    """The values of the parameters of the function around a request, for each call of that function in the text."""
    for function in reading.scope.function_around(node):
        if not parameters(function, reading.tree):
            continue
        name = reading.scope.name_of(function)
        called = reading.scope.called_by_name.get(name, [])[: 2 * MAX_SITES]
        sites = [
            site
            for site in (*called, *_by_instances(reading, function, name))
            if name and not function.start_byte <= site.start_byte < function.end_byte
        ][:MAX_SITES]
        bounds = [reading.bind(function, reading.arguments(site, {}), {}) for site in sites]
        for site in sites:
            reading.need(site)
        bounds += _by_hooks(reading, function, name)
        if bounds:
            return bounds
    return [{}]


def _by_instances(reading: Reading, function: Node, name: str) -> list[Node]:
    """The calls of a method by instances of its class."""
    of_class = reading.scope.class_of(function) if function.type == "method_definition" else ""
    if not of_class:
        return []
    found = []
    for _, node in reading.scope.calls_of(name):
        called = node.child_by_field_name("function")
        owner = reading.value(called.child_by_field_name("object"), {}) if called is not None else None
        if isinstance(owner, Instance) and owner.kind == of_class:
            found.append(node)
    return found


def _by_hooks(reading: Reading, function: Node, name: str) -> list[Bound]:
    """`useSWR(key, fetcher)` calls the fetcher with the key."""
    bounds: list[Bound] = []
    for hook in _HOOKS:
        for site in reading.scope.called_by_name.get(hook, [])[:MAX_SITES]:
            nodes = argument_nodes(site)
            if len(nodes) < 2:
                continue
            given = nodes[1]
            is_it = given.id == function.id or (given.type == "identifier" and reading.tree.text(given, 60) == name)
            if (is_it and name) or given.id == function.id:
                key = reading.value(nodes[0], {})
                key = reading.returned(key.node, {}) if isinstance(key, Function) else key
                reading.need(site)
                bounds.append(reading.bind(function, tuple(key) if isinstance(key, list) else (key,), {}))
    return bounds


def _server_around(reading: Reading, node: Node) -> str:
    """A beginning of a sentence where a call is made by a server; empty where a page may make it."""
    modules = set(reading.scope.modules.values())
    found = modules & _OF_SERVERS
    if found:
        return f"The code uses {min(found)}, so it runs on a server"
    for item in reading.tree.ancestors(node):
        if item.type == "call_expression":
            name = reading.scope.dotted(item.child_by_field_name("function"))
            root, _, last = name.rpartition(".")
            if root in ("app", "router", "server") and last in (*VERBS, "use", "all"):
                return f"This call stands in {name}(), a route of a server"
    return ""


def _is_in_mock(reading: Reading, node: Node) -> bool:
    """Whether a call stands in what a test expects or puts in the place of a request."""
    for item in reading.tree.ancestors(node)[:6]:
        if item.type == "call_expression":
            name = reading.scope.dotted(item.child_by_field_name("function"))
            if name.startswith(("expect", "jest.", "vi.", "nock", "cy.", "mock.", "sinon.")):
                return True
    return False


def _element(reading: Reading, node: Node) -> Iterator[Draft]:
    """An element of JSX."""
    name = node.child_by_field_name("name")
    tag = reading.tree.text(name, 40) if name is not None else ""
    tag = "script" if tag == "Script" else tag
    if tag not in NAMES:
        return
    attributes: dict[str, Value] = {}
    for child in node.named_children:
        if child.type == "jsx_attribute" and child.named_children:
            key = reading.tree.text(child.named_children[0], 60).lower()
            value = child.named_children[1] if len(child.named_children) > 1 else None
            attributes[key] = "" if value is None else reading.value(value, {})
    yield from drafts(Element(tag, attributes), "javascript")
