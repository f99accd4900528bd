"""The fields of a request, each named once: readers, schema, form and command take them from this table.

A plain field, which is a flag or one of several words, is one line here beside its attribute in `checks.cors.model`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_type_hints

from checks.cors.model import Headers, Request
from checks.inputs import choices
from checks.inputs import fields as values
from checks.inputs.shapes import Json, flag, invalid, optional_number, optional_text, pairs, text


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body: `sentence` tells programs what it means, and `label` people, where the form asks for it.

    It is one of `words` where there are any, in a recording one of `recorded` too. `clean` makes of it what a check
    sends, or raises Refusal, and `bounds` say the same in JSON Schema; both are not for what is only recorded.
    """

    sentence: str = ""
    label: str = ""
    words: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    clean: Callable[[Any], Any] | None = None
    bounds: Mapping[str, Any] | None = None
    type: Any = None
    default: Any = None

    @property
    def required(self) -> bool:
        return self.default is MISSING

    def allowed(self, *, recorded: bool) -> tuple[str, ...]:
        return self.words + self.recorded if recorded else self.words


Table = dict[str, Field]


def table(model: type, **rows: Field) -> Table:
    """The rows with the types and defaults of a dataclass; a field without default is required."""
    types, defaults = get_type_hints(model), {field.name: field.default for field in fields(model)}
    return {name: replace(row, type=types[name], default=defaults[name]) for name, row in rows.items()}


FIELDS = table(
    Request,
    url=Field("What the page requests: http or https, or ws or wss for a WebSocket.", clean=values.url),
    origin=Field("scheme://host[:port] of the page, of any scheme, or null.", clean=values.origin),
    method=Field(clean=values.method),
    headers=Field(clean=values.headers),
    credentials=Field("Credentials mode.", "Credentials", choices.CREDENTIALS),
    mode=Field("Request mode.", "Mode", choices.MODES, recorded=("navigate",)),
    redirect=Field("Redirect mode.", "Redirects", choices.REDIRECTS),
    initiator=Field("What makes the request.", "What makes the request", choices.INITIATORS),
    body=Field("At most 8 kB; sent only with a confirmed request.", clean=choices.body),
    body_kind=Field("", "Body", choices.BODY_KINDS),
    body_type=Field(
        "The type of a Blob.", clean=choices.body_type, bounds={"maxLength": 256, "pattern": r"^[\x20-\x7e]*$"}
    ),
    upload_listener=Field("", "The code listens for upload progress"),
    cache=Field("", "Cache", choices.CACHES),
    keepalive=Field(),
    referrer_policy=Field("", "Referrer policy", choices.REFERRER_POLICIES),
    embedder_policy=Field("", "The page's embedder policy", choices.EMBEDDER_POLICIES),
    document_isolation_policy=Field("The page's Document-Isolation-Policy.", words=choices.ISOLATION_POLICIES),
    integrity_policy=Field(
        "The page's Integrity-Policy.",
        clean=choices.integrity_policy,
        bounds={"maxLength": 256, "pattern": r"^[\x20-\x7e]*$"},
    ),
    content_security_policy=Field(
        "The page's Content-Security-Policy; several policies go one per line.",
        clean=choices.content_security_policy,
        bounds={"maxLength": choices.MAX_POLICY, "pattern": r"^[\t\r\n\x20-\x7e]*$"},
    ),
    content_security_policy_report_only=Field(
        "The page's Content-Security-Policy-Report-Only; several policies go one per line.",
        clean=choices.report_only_policy,
        bounds={"maxLength": choices.MAX_POLICY, "pattern": r"^[\t\r\n\x20-\x7e]*$"},
    ),
    hsts=Field(
        "The host uses HSTS: browsers have its Strict-Transport-Security.",
        "The API uses HSTS (Strict-Transport-Security)",
    ),
    hsts_hosts=Field(
        "Further hosts that browsers know by HSTS, such as a redirect's: names with commas between them.",
        clean=choices.hsts_hosts,
        bounds={"maxLength": 1024, "pattern": r"^[0-9A-Za-z.,_ -]*$"},
    ),
    page_url=Field("The document's URL, as console lines quote it.", clean=values.page_url, bounds={"maxLength": 2048}),
    context=Field("Where the code runs.", words=choices.CONTEXTS),
    address_space=Field(
        "Where the page's address is, if known.", "Where the page's address is", choices.ADDRESS_SPACES
    ),
    target_address_space=Field(
        "Where the target's address is, if known.", "Where the server's address is", choices.ADDRESS_SPACES
    ),
    fetch_target_address_space=Field(
        "What the code says in targetAddressSpace: local, loopback, public; Chromium throws at an unknown word.",
        clean=choices.fetch_target_address_space,
        bounds={"maxLength": 256, "pattern": r"^[\x20-\x7e]*$"},
    ),
    target_address_space_direct=Field(
        "The code gives targetAddressSpace to fetch() itself; Chromium forgets it in a Request object."
    ),
    local_network_access=Field(
        "What the user says when the browser asks about the local network; prompt: nothing yet, so the page waits.",
        "What the user says about the local network",
        choices.LOCAL_NETWORK_ACCESS,
    ),
    allows_local_network=Field(
        "The frame's allow attribute has local-network-access (or local-network, loopback-network)."
    ),
    integrity=Field("The code sets an integrity hash, and the response has it."),
    integrity_mismatch=Field("The code sets an integrity hash, and the response has another."),
    body_bytes=Field("The size of the body, if only that is known.", clean=choices.body_bytes, bounds={"minimum": 0}),
    service_worker=Field(
        "What the page's service worker does with the request: none and no-listener leave it to the browser, pass "
        "fetches it, url its URL anew, opaque and cors do so in that mode (cache-opaque, cache-cors: through a cache); "
        "the others respond by themselves.",
        words=choices.SERVICE_WORKERS,
    ),
    host_permissions=Field("An extension's own page asks, and its manifest's host_permissions name the host."),
    preload_as=Field("What a preload is for: its as attribute.", words=choices.PRELOADED_AS),
)
# By the types of the model; each is given the object, the field's name and what goes before the name in a sentence.
_READERS: Mapping[Any, Callable[[Json, str, str], Any]] = {
    str: lambda given, name, prefix: text(given, name, prefix=prefix),
    str | None: optional_text,
    bool: lambda given, name, prefix: flag(given, name, False, prefix),
    int | None: optional_number,
    Headers: lambda given, name, prefix: pairs(given[name], prefix + name),
}


def read(given: Json, known: Table, prefix: str = "", *, recorded: bool = False) -> dict[str, Any]:
    """What an object says of the `known` fields, each of its type and one of its words; raises Refusal."""
    found = {}
    for name, field in known.items():
        if name not in given and not field.required:
            continue
        words = field.allowed(recorded=recorded)
        if words and given.get(name) not in (*words, field.default):
            listed = ", ".join(word or "an empty text" for word in words)
            raise invalid(prefix + name, f"{prefix}{name} is one of {listed}.")
        found[name] = _READERS[field.type](given, name, prefix)
    return found


def cleaned(found: Mapping[str, Any], known: Table) -> dict[str, Any]:
    """What `read` found as a check sends it; raises Refusal."""
    return {name: value if (clean := known[name].clean) is None else clean(value) for name, value in found.items()}


def request_of(found: Mapping[str, Any]) -> Request:
    """The request of these values; a kind of body alone is that of an empty one."""
    body = "" if found.get("body") is None and found.get("body_kind") else found.get("body")
    # What does not say what makes it means what most often does.
    initiator = found.get("initiator") or choices.made_by(choices.SCRIPTED[0], found["url"])
    return Request(**{**found, "body": body, "initiator": initiator})
