"""Access-Control-Allow-Methods: may the request use its method (https://fetch.spec.whatwg.org/#cors-preflight-fetch)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from checks.cors import fetch_standard as standard
from checks.cors.journey import Journey
from checks.cors.model import Evidence, Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Check, blocking
from checks.cors.rules.causes import cause_of, refused_by_list
from checks.cors.rules.wording import reasons
from checks.cors.step import Step

NAME = "Access-Control-Allow-Methods"
Args = tuple[tuple[str, str], ...]

not_allowed_lines = reasons(
    f"Method {{method}} is not allowed by {NAME} in preflight response.",
    f"Did not find method in CORS header ‘{NAME}’",
    f"Method {{method}} is not allowed by {NAME}.",
)


@blocking(
    "allow-methods-invalid",
    title="Access-Control-Allow-Methods cannot be parsed",
    label="{element} is not a method name",
    remedy="Separate method names with commas, without quotes, semicolons or other separators.",
    spec="cors-preflight-fetch",
    mdn="Guides/CORS/Errors/CORSInvalidAllowMethod",
    console=reasons(
        f"Cannot parse {NAME} response header field in preflight response.",
        f"invalid token ‘{{element}}’ in CORS header ‘{NAME}’",
        f"Header {NAME} has an invalid value: {{value}}",
    ),
    broken=x.put(x.preflight(x.ORIGIN, x.methods("GET; PUT"))),
    right=x.put(x.PUT_ALLOWED),
)
def allow_methods_invalid(step: Step) -> Iterator[Evidence]:
    """
    One element that is not a token (quotes, semicolons, spaces inside) makes browsers refuse the whole preflight, even
    if the list also has the method that you need.
    """
    yield from invalid_element(step, NAME)


def invalid_element(step: Step, name: str) -> Iterator[Evidence]:
    """Evidence of the first element of a list header that is no token."""
    assert step.response is not None  # noqa: S101 - consulted with a preflight's answer
    _, bad = standard.header_list_values(step.response, name.lower())
    if bad is not None:
        value = step.response.get(name.lower()) or ""
        start = value.find(bad)
        yield Evidence(
            exchange=step.exchange,
            header=name,
            value=value,
            span=(start, start + len(bad)),
            args=(("element", bad),),
        )


def fault(step: Step) -> str | None:
    """The id of the rule by which the method is not allowed, None where it is."""
    assert step.response is not None  # noqa: S101 - consulted with a preflight's answer
    allowed, _ = standard.header_list_values(step.response, NAME.lower())
    method = step.method
    if method in standard.CORS_SAFELISTED_METHODS or method in allowed or ("*" in allowed and not step.credentials):
        return None
    if "*" in allowed:
        return "allow-methods-wildcard-credentials"
    if step.response.get(NAME.lower()) is None and method in standard.header_list_values(step.response, "allow")[0]:
        return "allow-not-allow-methods"
    if any(method.upper() == name.upper() for name in allowed):
        return "method-lowercase" if method != method.upper() else "allow-methods-case"
    return "method-not-allowed"


def evidence_of(header: str, args: Callable[[Step], Args]) -> Check:
    """The check of a family of rules that point at `header` of the preflight's answer."""

    def check(step: Step) -> Iterator[Evidence]:
        assert step.response is not None  # noqa: S101 - consulted with a preflight's answer
        value = step.response.get(header.lower())
        yield Evidence(
            exchange=step.exchange,
            header=header,
            value=value,
            span=(0, len(value)) if value else None,
            args=args(step),
        )

    return check


_evidence = evidence_of(NAME, lambda step: (("method", step.method),))


def _rule(rule_id: str, why: str, **fields: Any) -> None:
    blocking(
        rule_id,
        why=why,
        fault=fault,
        console=not_allowed_lines,
        mdn="Guides/CORS/Errors/CORSMethodNotFound",
        **{"spec": "cors-preflight-fetch", **fields},
    )(_evidence)


def refused_whole(journey: Journey) -> Iterator[Finding]:
    """The finding of method-not-allowed where the server refuses a method by leaving out all CORS headers."""
    refused = refused_by_list(journey, "method")
    if refused is not None and refused[1] not in standard.CORS_SAFELISTED_METHODS:
        yield Finding("method-not-allowed", (refused[0].header(NAME, method=refused[1]),))


_rule(
    "method-not-allowed",
    """
    Across origins only GET, HEAD and POST are always allowed; the preflight response must list any other method in
    Access-Control-Allow-Methods. The Allow header, which servers like to send for OPTIONS, does not count.
    """,
    title="The method is not in Access-Control-Allow-Methods",
    label="{method} is not in the list",
    advise=refused_whole,
    when=cause_of,
    remedy="Add the method to Access-Control-Allow-Methods in the preflight response.",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("GET, POST"))),
    right=x.put(x.preflight(x.ORIGIN, x.methods("GET, POST, PUT"))),
)
_rule(
    "allow-not-allow-methods",
    """
    Allow is far older than CORS and lists what the resource supports. For what pages of other sites may do, browsers
    read only Access-Control-Allow-Methods. The response comes from a router or a file server; the CORS layer is not
    involved, or has no list of methods.
    """,
    title="The preflight response has Allow, but no Access-Control-Allow-Methods",
    label="missing; Allow lists {method}, which does not count",
    remedy="Send Access-Control-Allow-Methods with the method in the preflight response.",
    broken=x.put(x.preflight(x.ORIGIN, ("Allow", "GET, HEAD, OPTIONS, PUT"))),
    right=x.put(x.preflight(x.ORIGIN, ("Allow", "GET, HEAD, OPTIONS, PUT"), x.methods("PUT"))),
)
_rule(
    "allow-methods-case",
    """
    Method names are case-sensitive. The browser sends `PUT`; a list that says `put` does not allow it.
    """,
    title="Access-Control-Allow-Methods has the method in the wrong case",
    label="the request's method is {method}, in uppercase",
    remedy="Write the methods in uppercase.",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("put"))),
    right=x.put(x.PUT_ALLOWED),
)
_rule(
    "method-lowercase",
    """
    fetch converts only DELETE, GET, HEAD, OPTIONS, POST and PUT to uppercase. `patch` is sent as it is and does not
    match the `PATCH` that the server allows.
    """,
    title="The page sends the method in lowercase",
    label="the request's method is {method}; the list has it in uppercase",
    remedy="Write the method in uppercase in the page's code: PATCH.",
    spec="concept-method-normalize",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PATCH")), method="patch"),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PATCH")), method="PATCH"),
)
_rule(
    "allow-methods-wildcard-credentials",
    """
    With credentials mode `include`, `*` is no longer a wildcard but the name of a method called `*`.
    """,
    title="Access-Control-Allow-Methods is * but the request includes credentials",
    label="with credentials, * is taken literally; list {method}",
    remedy="List the methods by name, or send the request without credentials.",
    spec="cors-protocol-and-credentials",
    broken=x.put(
        x.preflight(x.ORIGIN, x.CREDENTIALS, x.methods("*")), x.READABLE_WITH_CREDENTIALS, credentials="include"
    ),
    right=x.put(
        x.preflight(x.ORIGIN, x.CREDENTIALS, x.methods("PUT")), x.READABLE_WITH_CREDENTIALS, credentials="include"
    ),
)
