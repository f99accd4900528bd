"""fetch() and what takes its options: new Request, ky, ofetch and $fetch, hooks over them, RTK Query's base."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors.local_network import TARGETS
from checks.inputs.code.call import VERBS, Call, add_headers, add_set_headers, may_be_json, returned_headers
from checks.inputs.code.draft import Draft, under, with_query
from checks.inputs.code.instances import instance_text
from checks.inputs.code.values import Function, Hole, Instance, Object, Text, Value
from checks.inputs.request_fields import FIELDS

# The options of fetch() that choose a word, each with the field that it goes to.
_CHOICES = {
    "credentials": "credentials",
    "mode": "mode",
    "redirect": "redirect",
    "cache": "cache",
    "referrerPolicy": "referrer_policy",
}
_READ = frozenset(("method", "headers", "body", "referrer", "keepalive", "targetAddressSpace", *_CHOICES))
# DevTools copies it with every request; it is what browsers do without.
_USUAL_POLICY = "strict-origin-when-cross-origin"
_BROWSERS = ("sec-fetch-", "user-agent", "cookie")


def fetch(call: Call) -> Iterator[Draft]:
    """`fetch(url, options)`, `fetch(new Request(…))`, and hooks that call it so."""
    draft = Draft("a fetch call" if call.last == "fetch" else f"code with {call.name}", call.argument(0))
    if isinstance(draft.url, Instance) and draft.url.kind == "Request":
        request = draft.url
        draft.url = request.argument(0)
        add_options(draft, request.argument(1))
    if call.count() > 1:
        add_options(draft, call.argument(1))
        if call.last == "fetch" and isinstance(call.object(1).get("targetAddressSpace"), str):
            draft.more["target_address_space_direct"] = True
    told = [name.lower() for name, _ in draft.headers]
    if any(name.startswith(_BROWSERS) for name in told) and not _says_credentials(call):
        draft.what, draft.credentials = "a fetch call for Node.js", None
    yield draft


def request(call: Call) -> Iterator[Draft]:
    """`new Request(…)` that is given to nothing in the text."""
    draft = Draft("a fetch Request", call.argument(0))
    add_options(draft, call.argument(1))
    yield draft


def _says_credentials(call: Call) -> bool:
    return "credentials" in call.object(1)


def add_options(draft: Draft, options: Value) -> None:
    """The options of fetch() in the fields that they go to; a note for every one that says something else."""
    if isinstance(options, Hole):
        draft.guess(
            f"The options come from {options.name}, which is not in the code. Add the method and headers.", "method"
        )
        return
    if not isinstance(options, Object):
        return
    for name in options.unknown:
        if name not in ("options", "init", "config", "rest", "opts"):
            draft.guess(f"The options from {name} are not in the code. Add what they set.", "method")
    for option, name in _CHOICES.items():
        _choose(draft, option, name, options.get(option))
    method = options.get("method")
    if method is not None:
        draft.method = method
    if "headers" in options:
        add_headers(draft, options["headers"])
    referrer = options.get("referrer")
    if isinstance(referrer, str) and referrer.startswith("http") and not draft.has("referer"):
        draft.header("Referer", referrer)
    if "body" in options and options["body"] is not None:
        draft.body = options["body"]
    if options.get("keepalive") is True:
        draft.more["keepalive"] = True
        draft.fact("keepalive lets the request outlive the page; browsers refuse it with a body over 64 KiB.")
    _promise(draft, options.get("targetAddressSpace"))
    left = [str(option)[:40] for option in options if option not in _READ]
    if left:
        draft.left_out(f"CORS does not depend on {', '.join(left)}.")


def _promise(draft: Draft, space: Value) -> None:
    """What the code says of the address, be it a word that browsers know or not."""
    if isinstance(space, Hole | Text):
        draft.left_out("targetAddressSpace is set at run time, so this check goes without it.")
    elif isinstance(space, str):
        draft.more["fetch_target_address_space"] = space[:40]
        draft.more["target_address_space"] = TARGETS.get(space)


def _choose(draft: Draft, option: str, name: str, value: Value) -> None:
    if value is None:
        return
    if isinstance(value, Hole | Text):
        draft.guess(f"{option} is set at run time. Choose it here.", name)
    elif not isinstance(value, str) or value not in FIELDS[name].words:
        draft.left_out(f"{option}: {str(value)[:40]} is not a value that a page's code can use.", name)
    elif name == "credentials":
        draft.credentials = value
    elif name == "referrer_policy" and value in ("", _USUAL_POLICY):
        draft.more.pop(name, None)
    else:
        draft.more[name] = value


def ky(call: Call) -> Iterator[Draft]:
    """`ky(url, options)`, its verbs, and instances by `ky.create` and `ky.extend`."""
    draft = Draft("code with ky", call.argument(0))
    if call.last in VERBS:
        draft.method = call.last.upper()
    for options in (*defaults(call.owner), call.argument(1)):
        if isinstance(options, Object):
            draft.url = under(options.get("prefixUrl") or options.get("prefix") or options.get("baseUrl"), draft.url)
            _add_json(draft, options, "json", "ky")
            hooks = options.get("hooks")
            before = hooks.get("beforeRequest") if isinstance(hooks, dict) else None
            for function in before if isinstance(before, list) else ():
                add_set_headers(draft, call, function)
    yield _in_capitals(draft)


def ofetch(call: Call) -> Iterator[Draft]:
    """`ofetch`, `$fetch`, `useFetch` and instances by `.create({baseURL})`."""
    draft = Draft(
        f"code with {call.name.partition('.')[0]}" if call.owner is None else "code with ofetch", call.argument(0)
    )
    url = draft.url
    if isinstance(url, Function):
        draft.url = url = call.reading.returned(url.node, call.bound)
    for options in (*defaults(call.owner), call.argument(1)):
        if isinstance(options, Object):
            draft.url = under(options.get("baseURL"), draft.url)
            _add_json(draft, options, "body", "ofetch")
            add_set_headers(draft, call, options.get("onRequest"))
    yield _in_capitals(draft)


def defaults(owner: Instance | None) -> list[Value]:
    """The options of an instance, those of what it was made from first."""
    if owner is None:
        return []
    return [owner.argument(0)]


_OWN = frozenset(
    {
        *("json", "prefixUrl", "baseURL", "baseUrl", "prefix", "hooks", "searchParams", "params", "query", "body"),
        *("throwHttpErrors", "parseResponse", "onRequest", "onRequestError", "onResponse", "onResponseError"),
        *("key", "lazy", "server", "immediate", "watch", "transform", "pick", "default"),
    }
)


def _add_json(draft: Draft, options: Object, name: str, library: str) -> None:
    """Options of fetch() among those of a library that sends an object as JSON."""
    add_options(
        draft, Object({key: value for key, value in options.items() if key not in _OWN}, unknown=options.unknown)
    )
    for query in ("searchParams", "params", "query"):
        draft.url = with_query(draft.url, options.get(query), draft.notes)
    body = options.get(name) if name in options else options.get("body")
    if body is None:
        return
    draft.body = body
    if (name == "json" and name in options) or may_be_json(draft, body, library):
        draft.more.pop("body_kind", None)
        if not draft.has("content-type"):
            draft.header("Content-Type", "application/json")


def _in_capitals(draft: Draft) -> Draft:
    """These libraries write every method in capitals."""
    if isinstance(draft.method, str):
        draft.method = draft.method.upper()
    return draft


def rtk_query(call: Call) -> Iterator[Draft]:
    """`fetchBaseQuery({baseUrl, prepareHeaders})` with the endpoints that the text has."""
    options = call.object(0)
    scope = call.reading.scope
    named = (*scope.calls_of("query"), *scope.calls_of("mutation"))
    endpoints = [node for name, node in named if name.count(".") == 1]
    endpoints = sorted(endpoints, key=lambda node: int(node.start_byte))[:10]
    for node in endpoints:
        given = next(iter(call.reading.arguments(node, call.bound)), None)
        query = given.get("query") if isinstance(given, dict) else None
        if isinstance(query, Function):
            yield _endpoint(call, options, call.reading.returned(query.node, call.bound))
    if not endpoints:
        yield _endpoint(call, options, "")


def _endpoint(call: Call, options: Object, query: Value) -> Draft:
    draft = Draft("code with RTK Query", under(options.get("baseUrl"), query))
    add_options(draft, Object({key: options[key] for key in ("credentials", "mode", "headers") if key in options}))
    if isinstance(query, Object):
        draft.url = under(options.get("baseUrl"), query.get("url"))
        draft.url = with_query(draft.url, query.get("params"), draft.notes)
        own = {key: value for key, value in query.items() if key not in ("url", "params", "body", "responseHandler")}
        add_options(draft, Object(own, unknown=query.unknown))
        if query.get("body") is not None:
            draft.body = query["body"]
            if may_be_json(draft, draft.body, "fetchBaseQuery") and not draft.has("content-type"):
                draft.header("Content-Type", "application/json")
    add_set_headers(draft, call, options.get("prepareHeaders"))
    return _in_capitals(draft)


def graphql(call: Call) -> Iterator[Draft]:
    """Clients of GraphQL over fetch: Apollo's links, urql, graphql-request, tRPC's links."""
    first = call.argument(0)
    options = first if isinstance(first, Object) else call.object(1)
    url = (options.get("uri") or options.get("url")) if first is options else first
    link = options.get("link")
    if url is None and (link is not None or not options):
        return
    is_trpc = call.last == "httpBatchLink"
    draft = Draft("code with tRPC" if is_trpc else "code with a GraphQL client", url, method="POST", body="")
    draft.header("Content-Type", "application/json")
    more = options.get("fetchOptions")
    more = call.reading.returned(more.node, call.bound) if isinstance(more, Function) else more
    for given in (options, more):
        if isinstance(given, Object):
            add_options(draft, Object({key: given[key] for key in ("credentials", "mode", "method") if key in given}))
            add_headers(draft, returned_headers(call, given.get("headers")))
    for name, node in call.reading.scope.calls_of("setContext"):
        if name == "setContext":
            function = next(iter(call.reading.arguments(node, call.bound)), None)
            value = call.reading.returned(function.node, call.bound) if isinstance(function, Function) else None
            if isinstance(value, dict):
                add_headers(draft, returned_headers(call, value.get("headers")))
                call.take(node)
    _own_fetch(draft, call, options.get("fetch"))
    library = "tRPC" if is_trpc else "GraphQL"
    draft.fact(f"{library} sends Content-Type: application/json, which causes a preflight.")
    yield draft


def _own_fetch(draft: Draft, call: Call, function: Value) -> None:
    """What a client's own `fetch(url, options)` adds to the options that it is given."""
    for node in call.within(function):
        values = call.reading.arguments(node, call.bound)
        is_fetch = call.reading.scope.dotted(node.child_by_field_name("function")) == "fetch"
        if is_fetch and len(values) > 1 and isinstance(given := values[1], Object):
            add_options(draft, Object({key: given[key] for key in ("credentials", "mode") if key in given}))
            add_headers(draft, Object(headers) if isinstance(headers := given.get("headers"), dict) else None)


def event_source(call: Call) -> Iterator[Draft]:
    draft = Draft("code with EventSource", call.argument(0), initiator="eventsource")
    options = call.object(1)
    if options.get("withCredentials") is True:
        draft.credentials = "include"
    if "headers" in options:
        # The polyfills, which are no EventSource, can.
        if call.last != "EventSource":
            draft.initiator = "fetch"
            add_headers(draft, options["headers"])
        else:
            draft.left_out("EventSource takes no headers: browsers ignore those in the options.", "headers")
    yield draft


def beacon(call: Call) -> Iterator[Draft]:
    """https://w3c.github.io/beacon/#sendbeacon-method"""
    draft = Draft("code with sendBeacon", call.argument(0), method="POST", credentials="include", body=call.argument(1))
    draft.more["keepalive"] = True
    draft.more["mode"] = "no-cors"
    if isinstance(draft.body, Instance) and draft.body.kind == "Blob":
        given = draft.body.argument(1)
        kind = given.get("type") if isinstance(given, dict) else None
        safe = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")
        if isinstance(kind, str) and kind.partition(";")[0].strip().lower() not in safe:
            draft.more["mode"] = "cors"
    elif isinstance(draft.body, Hole):
        draft.guess(
            "The beacon's data is not in the code. A Blob with a type other than text/plain causes a preflight.", "body"
        )
    if isinstance(instance_text(draft.body) if isinstance(draft.body, Instance) else draft.body, Hole):
        draft.more.pop("body_kind", None)
    draft.fact(
        "sendBeacon sends a POST with credentials, like fetch() with keepalive: it is checked as that fetch.",
        "initiator",
    )
    yield draft
