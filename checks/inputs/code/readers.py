"""Which reader reads a call: by the name that is called, and by what it is called on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checks.inputs.code import fetching, loading, services, stores
from checks.inputs.code.angular import angular, http_resource
from checks.inputs.code.axios import axios
from checks.inputs.code.call import VERBS, Call
from checks.inputs.code.draft import Draft
from checks.inputs.code.jquery import jquery
from checks.inputs.code.reading import Reading
from checks.inputs.code.syntax import Node
from checks.inputs.code.values import Function, Hole, Instance, Object, Text
from checks.inputs.code.xhr import by_options, is_superagent, superagent, xhr

Reader = Callable[[Call], Iterator[Draft]]
_HTTP_OWNER = re.compile(r"(?i)(?:.*\.)?_?(?:http|https?client|http_client|http_?service)\Z")
_NOT_BROWSERS = frozenset(("http", "https", "node:http", "node:https", "msw", "k6/http", "got"))
_BY_NAME: dict[str, Reader] = {
    "fetch": fetching.fetch,
    "fetchEventSource": fetching.fetch,
    **dict.fromkeys((f"d3.{kind}" for kind in ("json", "csv", "tsv", "text", "xml", "blob")), fetching.fetch),
    "EventSource": fetching.event_source,
    "EventSourcePolyfill": fetching.event_source,
    "NativeEventSource": fetching.event_source,
    "$fetch": fetching.ofetch,
    "ofetch": fetching.ofetch,
    "useFetch": fetching.ofetch,
    "useLazyFetch": fetching.ofetch,
    "ky": fetching.ky,
    "axios": axios,
    "useAxios": axios,
    "superagent": superagent,
    "m.request": by_options,
    "Ext.Ajax.request": by_options,
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
    "navigator.serviceWorker.register": loading.worker,
    "importScripts": loading.import_scripts,
    "WebSocket": loading.socket,
    "io": loading.socket_io,
    "SockJS": loading.sock_js,
    "Object.assign": loading.object_assign,
    "Dropzone": services.uploader,
    "FileUploader": services.uploader,
    "FilePond.create": services.uploader,
    "FilePond.setOptions": services.uploader,
    "tus.Upload": services.tus,
    "OpenAI": services.open_ai,
    "Anthropic": services.open_ai,
    "httpResource": http_resource,
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
    "getDocument": loading.document,
    "invoke": stores.supabase_function,
    **dict.fromkeys(stores.S3_CALLS, stores.s3),
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
BY_LIBRARY: dict[str, Reader] = {
    "axios": axios,
    "ky": fetching.ky,
    "ofetch": fetching.ofetch,
    "$fetch": fetching.ofetch,
}
_FORMS = ("postForm", "putForm", "patchForm")
_GLOBALS = ("window.", "globalThis.", "self.", "global.")


def reader_of(reading: Reading, node: Node) -> tuple[Reader, str, Instance | None] | None:
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
        if library in BY_LIBRARY and (not root or last in (*VERBS, "request", "raw", *_FORMS) or last[:1] == "$"):
            return BY_LIBRARY[library], name, owner
        if last == "load" and owner.kind.endswith("Loader"):
            return loading.loader, name, owner
        if last == "open" and owner.kind in ("XMLHttpRequest", "ActiveXObject"):
            return xhr, name, owner
        if library not in ("HttpClient", "Http", "document"):
            found = _by_service(reading, name, last)
            return (*found[:2], owner) if found is not None else None
    if name in _BY_NAME and reading.scope.modules.get(root or name) not in ("msw", "k6/http"):
        return _BY_NAME[name], name, None
    return _by_owner(reading, node, name, root, last)


def _constructed(reading: Reading, name: str) -> Reader | None:
    last = name.rpartition(".")[2]
    if last == "Client" and reading.scope.modules.get("Client", "").endswith("urql"):
        return fetching.graphql
    reader = _BY_NAME.get(name) or _BY_NAME.get(last) or (stores.s3 if last in stores.S3_CALLS else None)
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


def _by_service(reading: Reading, name: str, last: str) -> tuple[Reader, str, Instance | None] | None:
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
    if name == "ajax" and not reading.scope.definitions("ajax", node):
        return by_options, name, None
    if name == "createClient":
        is_object = isinstance(next(iter(reading.arguments(node, {})), None), Object)
        return (fetching.graphql if is_object else stores.supabase), name, None
    if name == "useLoader":
        return loading.use_loader, name, None
    if last == "open" and re.search(r"(?i)xhr|xmlhttp|req|http", root):
        return xhr, name, None
    if root == "request" and last in (*VERBS, "del") and is_superagent(reading, node):
        return superagent, name, None
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
