"""The JSON of the contract as JSON Schema, for the OpenAPI description; words come from where the code keeps them."""

from __future__ import annotations

from typing import Any, get_args

from checks.cors.later import STATES
from checks.cors.model import BROWSER_NAMES, Headers, OutcomeName, Purpose, Safety, Verdict
from checks.cors.policy import DEFAULT_MAX_AGE_S, MAX_AGE_S, MAX_LENGTH, MAX_WORDS
from checks.cors.rules.base import Confidence, Severity
from checks.cors.rules.network import NOT_ASKED
from checks.inputs.check_json import OPTIONS
from checks.inputs.evaluate_json import BODIES, HTTP_VERSIONS
from checks.inputs.later_json import LATER_FIELDS, MAX_AFTER_S, MAX_LATER
from checks.inputs.request_fields import FIELDS, Field, Table
from checks.refusal import KINDS

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _text(description: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


def _one_of(words: Any, description: str = "") -> Schema:
    return _text(description, enum=list(words))


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _object(properties: Schema, required: list[str] | None = None, **more: Any) -> Schema:
    return {"type": "object", "properties": properties, **({"required": required} if required else {}), **more}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _pairs(text: Schema) -> Schema:
    item = {"type": "array", "items": text, "minItems": 2, "maxItems": 2}
    return _list(item, "[name, value] pairs in wire order, duplicates kept")


def _headers(text: Schema) -> Schema:
    named = {"type": "object", "additionalProperties": text, "propertyNames": text}
    return {"anyOf": [_pairs(text), named]}


_PAIRS = _pairs(_text())
_LATIN1 = {"pattern": r"^[\u0000-\u00ff]*$"}
_BOOLEAN = {"type": "boolean"}
_INTEGER = {"type": "integer"}


def properties(table: Table, *, recorded: bool = False) -> Schema:
    """The fields of a table; recordings are sent nowhere, so they may say what no check would."""
    return {name: _property(field, recorded=recorded) for name, field in table.items()}


def _property(field: Field, *, recorded: bool) -> Schema:
    default = {"default": field.default} if isinstance(field.default, str | bool) else {}
    if field.type == Headers:
        return _headers(_text())
    if field.type is bool:
        return {**_BOOLEAN, **default, **({"description": field.sentence} if field.sentence else {})}
    words = field.allowed(recorded=recorded)
    bounds = {} if recorded else field.bounds or {}
    if field.type == int | None:
        return _nullable({**_INTEGER, "description": field.sentence, **bounds})
    text = _text(field.sentence, **({"enum": list(words)} if words else {}), **bounds, **default)
    return _nullable(text) if field.type == str | None else text


def required(table: Table) -> list[str]:
    return [name for name, field in table.items() if field.required]


_ANSWER = _object(
    {
        "url": _text("Without its fragment."),
        "preflight": {**_BOOLEAN, "default": False},
        "status": {**_INTEGER, "minimum": 0, "maximum": 2**31 - 1},
        "headers": _headers(_text(**_LATIN1)),
        "failure": _text("Why there was no response, such as connect_error."),
        "net_error": _text(
            "With failure: the browser's own code, such as ERR_NAME_NOT_RESOLVED.",
            pattern=r"^(net::)?ERR_[A-Z0-9_]{1,60}(\.[A-Za-z]{1,40})?$",
        ),
        "raw": _text("The bytes of the status line and headers as received, as Latin-1 text.", **_LATIN1),
        "http_version": _one_of(HTTP_VERSIONS, "The protocol of the response; by default 1.1."),
        "body": _one_of(BODIES, "Whether the body came to its end."),
        "asked_for": _list(
            _text(pattern=r"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$"),
            "For a preflight sent by hand: the header names it asked for, judged alone.",
        ),
    },
    ["url"],
    oneOf=[{"required": [name]} for name in ("status", "failure", "raw")],
    dependentRequired={"net_error": ["failure"]},
    additionalProperties=False,
)
_OUTCOME = _object(
    {
        "outcome": _one_of(get_args(OutcomeName)),
        "rule": _nullable(_text("The rule that blocked it.")),
        "console": _list(_text(), "The lines that the browser prints because of the failure, in order."),
        "exposed_headers": _list(_text(), "Names that the page's code can read, lowercase and sorted."),
        "exchanges": _list(_INTEGER, "The browser's own exchanges, by index, in the order sent."),
    },
    ["outcome", "rule", "console", "exposed_headers", "exchanges"],
)
_FAILURE = (
    "Why there was no response: dns_error, connect_error, tls_error, timeout, bad_response, response_too_large, "
    "too_many_redirects; not_sent or not_recorded; or why a redirect was not followed: "
    f"{', '.join(sorted(NOT_ASKED))}, each as the error of that code."
)
_RESPONSE = _object(
    {
        "status": _INTEGER,
        "headers": _PAIRS,
        "http_version": _text("Its protocol, if not 1.1."),
        "incomplete": {**_BOOLEAN, "description": "Whether its body broke off."},
    },
    ["status", "headers"],
)
_EXCHANGE = _object(
    {
        "purpose": _one_of(get_args(Purpose)),
        "probe": _nullable(_text()),
        "asks": _text("What a diagnostic request tested."),
        "request": _object({"method": _text(), "url": _text(), "headers": _PAIRS}, ["method", "url", "headers"]),
        "response": _nullable(_RESPONSE),
        "failure": _nullable(_object({"code": _text(_FAILURE), "detail": _text(), "net_error": _text()}, ["code"])),
        "raw": _text("The bytes of the status line and headers as Latin-1 text, if known."),
        "phrase": _text("What an error response's body is known to say; nothing else of a body is kept."),
        "elapsed_ms": {"type": ["integer", "null"]},
    },
    ["purpose", "request", "response", "failure"],
)
_FINDING = _object(
    {
        "rule": _text(),
        "severity": _one_of([str(severity) for severity in Severity]),
        "confidence": _one_of([str(confidence) for confidence in Confidence]),
        "title": _text(),
        "detail": _text(),
        "browsers": _list(_one_of(BROWSER_NAMES)),
        "evidence": _list(
            _object({"exchange": _INTEGER, "header": _text(), "field": _text(), "value": _nullable(_text())})
        ),
        "spec": _text(),
        "docs": _text(),
        "explains": _list(_text(), "For a cause: the rules of this report that it explains."),
    },
    ["rule", "severity", "confidence", "title", "detail", "evidence", "spec", "docs"],
)
_POLICY = _object(
    {
        "origins": _list(_text()),
        "methods": _list(_text()),
        "headers": _list(_text()),
        "credentials": _BOOLEAN,
        "expose_headers": _list(_text()),
        "max_age": _INTEGER,
    }
)
_WORDS = {**_list(_text(maxLength=MAX_LENGTH)), "maxItems": MAX_WORDS}
_POLICY_GIVEN = _object(
    {
        "origins": {**_WORDS, "minItems": 1, "description": "scheme://host[:port], https://*.example.com, or * alone."},
        "methods": {**_WORDS, "minItems": 1, "default": ["GET"]},
        "headers": {**_WORDS, "default": []},
        "credentials": {**_BOOLEAN, "default": False},
        "expose_headers": {**_WORDS, "default": []},
        "max_age": {**_INTEGER, "minimum": 0, "maximum": MAX_AGE_S, "default": DEFAULT_MAX_AGE_S},
    },
    ["origins"],
    additionalProperties=False,
)
_FIX = _object(
    {name: _text() for name in ("stack", "title", "language", "filename", "code")}
    | {
        "notes": _list(
            _text(), "The first says where the code goes, then what this report calls for, then the pitfalls."
        ),
        "proven": _list(_text(), "Versions of the real server that ran it."),
    },
    ["stack", "title", "language", "filename", "code", "notes"],
)
_REASON = _object({"code": _text(), "name": _text(), "value": _text(), "browsers": _list(_text())}, ["code"])

_STACK_SEEN = _object(
    {
        "stack": _text("The id of a stack that a response names; none if nothing names the server."),
        "header": _text("The header that names it, empty if the body of an error response does."),
        "value": _text("Its value; for a cookie its name, for a body the product known to write it."),
        "layer": _one_of(["application", "platform", "proxy"]),
        "confidence": _one_of(["certain", "likely", "guess"]),
        "exchange": _INTEGER,
    },
    ["stack", "layer", "confidence", "exchange", "header", "value"],
)

_LATER = _object(
    {
        **properties(LATER_FIELDS, recorded=True),
        "after_s": {
            "type": "number",
            "minimum": 0,
            "maximum": MAX_AFTER_S,
            "default": 0,
            "description": "Seconds since the request before it.",
        },
    },
    additionalProperties=False,
    description="The fields in which the request differs from the first.",
)
_LATER_LIST = {**_list(_LATER, "What the page requests later, in order."), "maxItems": MAX_LATER}
_THEN = _object(
    {
        "request": {"type": "object", "description": "The fields in which it differs."},
        "after_s": {"type": "number"},
        "browsers": _object(
            {
                name: _object(
                    {
                        "preflight": _one_of(STATES, "Whether it needs none, a kept one serves, or one is sent."),
                        "code": _text("The reason's id."),
                        "value": _text("What the reason speaks of."),
                        "seconds": {**_INTEGER, "description": "For how long a kept preflight still serves."},
                        "why": _text(),
                        "outcome": _text("Of an evaluation: as in browsers, as far as its responses tell."),
                    },
                    ["preflight", "code", "why"],
                )
                for name in BROWSER_NAMES
            },
            list(BROWSER_NAMES),
        ),
    },
    ["request", "after_s", "browsers"],
)

_JUDGED = {
    "schema": {"const": 1},
    "request": {"type": "object"},
    "preflight": _object(
        {
            "needed": _BOOLEAN,
            "reasons": _list(_REASON),
            "cache": _object(
                {
                    name: _object({"seconds": _INTEGER, "code": _text(), "why": _text()}, ["seconds", "why"])
                    for name in BROWSER_NAMES
                },
                description="By browser: for how many seconds it reuses this preflight, and why.",
            ),
        },
        ["needed", "reasons"],
    ),
    "then": _list(_THEN, "For each later request, whether a preflight goes first again."),
    "verdict": _one_of(get_args(Verdict)),
    "verdict_text": _text("Verdict and safety in words, such as “Works, but dangerous”."),
    "safety": _one_of(get_args(Safety)),
    "safety_reasons": _list(_object({"code": _text("A rule's id or a code."), "detail": _text()}, ["code", "detail"])),
    "stacks": _list(_STACK_SEEN),
    "corrected": _nullable(_object({"url": _text(), "why": _text()}, ["url", "why"])),
    "browsers": _object({name: ref("Outcome") for name in BROWSER_NAMES}, list(BROWSER_NAMES)),
    "exchanges": _list(ref("Exchange")),
    "findings": _list(ref("Finding")),
    "policy": _nullable(ref("Policy")),
    "fixes": _list(ref("Fix")),
}
_JUDGED_ALWAYS = [
    "schema",
    "request",
    "preflight",
    "verdict",
    "verdict_text",
    "safety",
    "browsers",
    "exchanges",
    "findings",
]
_STORED = {
    "id": _nullable(_text()),
    "state": _one_of(
        ["running", "done", "interrupted"],
        "While it runs, request and steps are known, and the verdict once it stands, without what diagnostic "
        "requests add.",
    ),
    "created_at": _text(format="date-time"),
    "expires_at": _nullable(_text(format="date-time")),
    "report_url": _nullable(_text(format="uri")),
    "api_url": _nullable(_text(format="uri")),
    "kept": {
        **_BOOLEAN,
        "description": (
            "False if the database did not store the report: this response is then its only copy, and id, "
            "expires_at, report_url, api_url and delete_token are null."
        ),
    },
    "note": _text("A sentence that says so."),
    "delete_token": _nullable(_text("Shown once, in the 201 only.")),
}
# What there is of every report.
_STORED_ALWAYS = ["id", "state", "created_at", "expires_at", "report_url", "api_url", "kept", "schema", "request"]

_CAUSE = _object(
    {
        "rule": _text(),
        "title": _text(),
        "certain": {**_BOOLEAN, "description": "False if other causes print the same words."},
        "why": _text("What in the text leads to it, and what to do."),
        "evidence": _text("The words of the text that say so."),
    },
    ["rule", "title", "certain", "why", "evidence"],
)
_ABOUT_A_FIELD = _object({"field": _nullable(_text()), "why": _text()}, ["field", "why"])
_FRAGMENT: Schema = {
    "schema": {"const": 1},
    "what": _text("What it is, in words."),
    "kinds": _list(_text(), "What it holds, such as curl, response-head, chromium-console, har."),
    "request": {
        "type": "object",
        "description": "As in checks; url and origin are empty if the text does not say them.",
    },
    "missing": _list(_ABOUT_A_FIELD, "What is missing before anything can be checked or judged."),
    "assumed": _list(_ABOUT_A_FIELD, "What the text does not say."),
    "notes": _list(
        _object({"kind": _one_of(["fact", "secret"]), "field": _nullable(_text()), "text": _text()}, ["kind", "text"])
    ),
    "causes": _list(_CAUSE, "What it means, the likeliest first."),
    "responses": _list(
        {"type": "object"}, "As in evaluate; url and preflight are left out if the text does not say them."
    ),
    "document": {"anyOf": [ref("Judgement"), {"type": "null"}]},
    "entries": _list(
        _object({"request": {"type": "object"}, "blocked": _BOOLEAN}, ["request", "blocked"]),
        "The requests in it if there are several, the blocked ones first.",
    ),
    "configuration": _nullable(
        _object({name: _text() for name in ("format", "name", "next", "fixes")}, ["format", "name", "next"])
    ),
    "left_out": _list(
        _object({"text": _text("How it begins."), "field": _nullable(_text()), "why": _text()}, ["text", "why"]),
        "What was not used.",
    ),
    "secrets_replaced": _INTEGER,
}

SCHEMAS: dict[str, Schema] = {
    "Check": _object(
        properties(FIELDS | OPTIONS) | {"then": _LATER_LIST}, required(FIELDS), additionalProperties=False
    ),
    "Evaluation": _object(
        {
            "request": _object(properties(FIELDS, recorded=True), required(FIELDS), additionalProperties=False),
            "responses": _list(_ANSWER),
            "then": _LATER_LIST,
            "fixes": {**_BOOLEAN, "default": False},
            "id": {"description": "Anything; it is not used."},
        },
        ["request"],
        additionalProperties=False,
    ),
    "Fragment": _object(
        {"text": _text("As it was copied: up to 128,000 characters, a HAR up to 4 MB."), **properties(FIELDS)},
        ["text"],
        additionalProperties=False,
    ),
    "Understood": _object(_FRAGMENT, list(_FRAGMENT)),
    "Report": _object({**_STORED, **_JUDGED}, _STORED_ALWAYS),
    "Judgement": _object(_JUDGED, _JUDGED_ALWAYS),
    "Outcome": _OUTCOME,
    "Exchange": _EXCHANGE,
    "Finding": _FINDING,
    "Policy": _POLICY,
    "Fix": _FIX,
    "Rule": _object(
        {name: _text() for name in ("id", "severity", "title", "why", "remedy", "spec", "docs")}
        | {"mdn": _nullable(_text()), "blocks": _BOOLEAN, "lab": _object({"broken": _text(), "right": _text()})}
    ),
    "FixesWanted": _object(
        {"policy": _POLICY_GIVEN, "stacks": _list(_text(), "The ids you want; all if none are given.")},
        ["policy"],
        additionalProperties=False,
    ),
    "Fixes": _object(
        {"schema": {"const": 1}, "policy": ref("Policy"), "fixes": _list(ref("Fix"))}, ["schema", "policy", "fixes"]
    ),
    "Stack": _object(
        {name: _text() for name in ("id", "title", "family", "language", "filename", "docs")}
        | {
            "subdomains": {**_BOOLEAN, "description": "Whether it can express https://*.example.com."},
            "same_origin": {**_BOOLEAN, "description": "A proxy under the page's own origin."},
            "replaces": {**_BOOLEAN, "description": "Whether the fix drops headers that the application sends."},
            "notes": _list(_text()),
            "proven": _list(_text(), "The versions of the real servers that ran the fix."),
            "not_run": _nullable(_text("Why it was not run on a real server.")),
        },
        ["id", "title", "family", "language", "filename", "docs", "notes", "proven", "not_run"],
    ),
    "Problem": _object(
        {
            "type": _text(format="uri"),
            "title": _text(),
            "status": _INTEGER,
            "detail": _text("What to change."),
            "code": _one_of(KINDS),
            "field": _text(),
        },
        ["type", "title", "status", "detail", "code"],
    ),
}
