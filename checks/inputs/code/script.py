"""The requests of a script, each for every call of the function that makes it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.inputs.code import fetching, loading
from checks.inputs.code.call import VERBS, Call, add_headers
from checks.inputs.code.draft import Draft, finished
from checks.inputs.code.elements import NAMES, Element, drafts
from checks.inputs.code.expressions import Bound
from checks.inputs.code.functions import argument_nodes, parameters
from checks.inputs.code.readers import BY_LIBRARY, reader_of
from checks.inputs.code.reading import Reading
from checks.inputs.code.rows import rows_of, with_block
from checks.inputs.code.syntax import FUNCTIONS, Node, tree_of
from checks.inputs.code.values import Function, Instance, Object, Value
from checks.inputs.understood import Part

# Requests that are told of one text, and that are read for it, and calls of one function that makes one.
MAX_REQUESTS, MAX_TRIED, MAX_SITES = 40, 120, 10
_HOOKS = ("useSWR", "useSWRImmutable", "useQuery", "useSWRMutation", "preload", "useSWRInfinite")
_OF_SERVERS = frozenset(("express", "koa", "fastify", "node-fetch", "undici", "got"))


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
        if node.type == "new_expression" and name == "Request":
            call = Call(reading.canonical(name), node, reading, {})
            yield from ((node, draft) for draft in fetching.request(call))
        made = reading.value(node, {}) if name.endswith((".create", ".extend")) else None
        if isinstance(made, Instance) and made.kind.partition(".")[0] in BY_LIBRARY:
            yield from _of_instance(node, made)


def _of_instance(node: Node, made: Instance) -> Iterator[tuple[Node, Draft]]:
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
    draft.guess("The code makes no request with this instance yet. Add the path and method of one.", "url")
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
        found = reader_of(reading, node)
        if found is not None and not _is_in_mock(reading, node) and not _is_handler(reading, node):
            read, name, owner = found
            server = _server_around(reading, node)
            for bound in _bounds(reading, node):
                for draft in read(Call(name, node, reading, bound, owner)):
                    if server:
                        draft.fact(f"{server}, where CORS does not apply: it may read any response.")
                    yield draft


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
    if b"Deno." in reading.tree.data:
        return "The code uses Deno, so it runs on a server"
    modules = set(reading.scope.modules.values())
    found = modules & _OF_SERVERS
    if found:
        return f"The code uses {min(found)}, so it runs on a server"
    for item in reading.tree.ancestors(node):
        if item.type == "call_expression":
            name = reading.scope.dotted(item.child_by_field_name("function"))
            root, _, last = name.rpartition(".")
            if root in ("app", "router", "server") and last in (*VERBS, "use", "all"):
                return f"This call is in {name}(), a route of a server"
    return ""


def _is_handler(reading: Reading, node: Node) -> bool:
    """Whether a call stands in a handler of `fetch` events, as service workers and servers at the edge have it."""
    for item in reading.tree.ancestors(node):
        if item.type in FUNCTIONS and reading.scope.name_of(item) == "fetch" and _is_given_a_request(reading, item):
            return True
        if item.type == "call_expression" and reading.tree.text(item, 60).removeprefix("self.").startswith(
            ("addEventListener('fetch'", 'addEventListener("fetch"')
        ):
            return True
    return False


def _is_given_a_request(reading: Reading, function: Node) -> bool:
    """Whether a member `fetch` is one that others call with a request, not a component's own, which is given none."""
    above = reading.tree.ancestors(function)
    is_member = function.type == "method_definition" or (bool(above) and above[0].type == "pair")
    given = parameters(function, reading.tree)[:1]
    return is_member and bool(given) and given[0].member is None


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
