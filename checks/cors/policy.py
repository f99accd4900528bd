"""What a server should allow: the least that lets a page's request through, as one value that fixes are rendered from.

Only a conservative alphabet enters a policy, since its words are pasted into configurations of many languages: a legal
header name can carry a JavaScript template literal, and nginx expands `$name`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from checks.cors import public_suffix
from checks.cors.contracts import contract_of
from checks.cors.fetch_standard import (
    FORBIDDEN_METHODS,
    is_cors_safelisted_request_header,
    is_forbidden_request_header,
    normalize_method,
)
from checks.cors.journey import response_of
from checks.cors.model import Exchange, HttpResponse, Request
from checks.cors.urls import DEFAULT_PORTS

ORIGIN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<subdomains>\*\.)?"
    r"(?P<host>[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f]*+:[0-9a-f:.]*+\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
HEADER_NAME = re.compile(r"[A-Za-z0-9_-]+")
METHOD = re.compile(r"[A-Z]+")

MAX_WORDS = 50
MAX_LENGTH = 255
MAX_AGE_S = 86400
DEFAULT_MAX_AGE_S = 600
ANY_ORIGIN = ("*",)


class PolicyError(ValueError):
    """A policy that cannot be: `field` names the part, `sentence` says what to change."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class CorsPolicy:
    """Who may read a server's answers, and with which requests.

    `origins` are serialised origins, or just `("*",)` for any origin without credentials; `https://*.example.com`
    stands for every subdomain of example.com, at any depth, and not for example.com itself. `headers` are request
    headers in lower case; `expose_headers` are response headers; `max_age` is in seconds. Raises PolicyError.
    """

    origins: tuple[str, ...]
    methods: tuple[str, ...] = ("GET",)
    headers: tuple[str, ...] = ()
    credentials: bool = False
    expose_headers: tuple[str, ...] = ()
    max_age: int = DEFAULT_MAX_AGE_S

    def __post_init__(self) -> None:
        for name in ("origins", "methods", "headers", "expose_headers"):
            object.__setattr__(self, name, _words(name, getattr(self, name)))
        object.__setattr__(self, "headers", tuple(dict.fromkeys(name.lower() for name in self.headers)))
        _check_origins(self.origins)
        _check_methods(self.methods)
        _check_header_names("headers", self.headers)
        _check_header_names("expose_headers", self.expose_headers)
        if not isinstance(self.credentials, bool):
            raise PolicyError("credentials", "Credentials must be true or false.")
        if self.any_origin and self.credentials:
            raise PolicyError(
                "credentials",
                "Browsers refuse “*” for a request with credentials: list the origins, or turn credentials off.",
            )
        if type(self.max_age) is not int or not 0 <= self.max_age <= MAX_AGE_S:
            raise PolicyError("max_age", f"The maximum age must be a whole number of seconds from 0 to {MAX_AGE_S}.")

    @property
    def length(self) -> int:
        """How many characters its words have together."""
        return sum(map(len, (*self.origins, *self.methods, *self.headers, *self.expose_headers)))

    @property
    def any_origin(self) -> bool:
        return self.origins == ANY_ORIGIN

    @property
    def exact_origins(self) -> tuple[str, ...]:
        """The origins without the subdomain patterns."""
        return tuple(origin for origin in self.origins if "://*." not in origin)

    @property
    def subdomain_patterns(self) -> tuple[str, ...]:
        return tuple(origin for origin in self.origins if "://*." in origin)

    def as_dict(self) -> dict[str, Any]:
        """The `policy` of the JSON contract."""
        return {
            "origins": list(self.origins),
            "methods": list(self.methods),
            "headers": list(self.headers),
            "credentials": self.credentials,
            "expose_headers": list(self.expose_headers),
            "max_age": self.max_age,
        }


def policy_for(request: Request, exchanges: Iterable[Exchange]) -> CorsPolicy:
    """The least that lets this request through for this page, with what the server demonstrably allows already, and
    with all that belongs to the contract that the request is one of.

    `exchanges` are those of a check of the request; words outside the alphabet that a server already sends are left
    out, those that the request itself needs raise PolicyError.
    """
    if request.is_websocket:
        raise PolicyError("origins", "CORS does not apply to a WebSocket: its server compares the Origin itself.")
    asked, answers = _conversation(exchanges)
    contract = contract_of(request, answers)
    methods = contract.methods if contract else ()
    headers = contract.allowed_headers if contract else ()
    exposed = contract.exposes if contract else ()
    granted = [answer for answer in answers if answer.get("access-control-allow-origin") in (request.origin, "*")]
    with_credentials = request.credentials == "include" or any(_allows_credentials(answer) for answer in granted)
    public = bool(granted) and all(answer.get("access-control-allow-origin") == "*" for answer in granted)
    if request.origin == "null" and not (public and not with_credentials):
        _refuse_null()
    return CorsPolicy(
        origins=ANY_ORIGIN if public and not with_credentials else (request.origin,),
        methods=_merge(
            [normalize_method(request.method), *methods], _listed(granted, "access-control-allow-methods", METHOD)
        ),
        headers=_merge(
            [*_unsafe_names(request), *asked, *headers], _listed(granted, "access-control-allow-headers", HEADER_NAME)
        ),
        credentials=with_credentials,
        expose_headers=_merge(exposed, _listed(granted, "access-control-expose-headers", HEADER_NAME)),
        max_age=_max_age(granted),
    )


def _conversation(exchanges: Iterable[Exchange]) -> tuple[list[str], list[HttpResponse]]:
    """The header names that browsers asked for, and the answers of the server itself, before any redirect."""
    asked: list[str] = []
    answers: list[HttpResponse] = []
    for exchange in exchanges:
        if exchange.request.purpose not in ("preflight", "main"):
            continue
        names = exchange.request.get("access-control-request-headers")
        if exchange.request.is_preflight and names:
            asked.extend(name.strip() for name in names.split(","))
        answer = response_of(exchange.answer)
        if answer is not None:
            answers.append(answer)
    return asked, answers


def _unsafe_names(request: Request) -> list[str]:
    headers = [(name.lower(), value) for name, value in request.headers]
    return [
        name
        for name, value in headers
        if not is_cors_safelisted_request_header(name, value) and not is_forbidden_request_header(name, value)
    ]


def _allows_credentials(answer: HttpResponse) -> bool:
    return answer.get("access-control-allow-credentials") == "true" and answer.get("access-control-allow-origin") != "*"


def _listed(answers: Sequence[HttpResponse], header: str, alphabet: re.Pattern[str]) -> list[str]:
    words = [word.strip() for answer in answers for word in (answer.get(header) or "").split(",")]
    usable = [word for word in words if len(word) <= MAX_LENGTH and alphabet.fullmatch(word)]
    return [word for word in usable if word not in FORBIDDEN_METHODS and word != "OPTIONS"]


def _merge(needed: Iterable[str], further: Iterable[str]) -> tuple[str, ...]:
    """`needed` first, then what else is allowed, up to the number of words that a policy holds."""
    words: dict[str, str] = {}
    for word in [*needed, *further]:
        words.setdefault(word.lower(), word)
    return tuple(words.values())[:MAX_WORDS]


def _max_age(answers: Sequence[HttpResponse]) -> int:
    for answer in answers:
        value = answer.get("access-control-max-age") or ""
        if re.fullmatch(r"[0-9]{1,5}", value) and 0 < int(value) <= MAX_AGE_S:
            return int(value)
    return DEFAULT_MAX_AGE_S


def _words(field: str, value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise PolicyError(field, "This must be a list of words, not a single text.")
    words = tuple(value)
    if any(not isinstance(word, str) or len(word) > MAX_LENGTH for word in words):
        raise PolicyError(field, f"Each entry must be a text of at most {MAX_LENGTH} characters.")
    words = tuple(dict.fromkeys(words))
    if len(words) > MAX_WORDS:
        raise PolicyError(field, f"A policy may have at most {MAX_WORDS} entries here.")
    return words


def _check_origins(origins: tuple[str, ...]) -> None:
    if not origins:
        raise PolicyError("origins", "Enter at least one origin.")
    if origins == ANY_ORIGIN:
        return
    for origin in origins:
        _check_origin(origin)


def _check_origin(origin: str) -> None:
    if origin == "*":
        raise PolicyError("origins", "“*” must stand alone: it already allows every origin.")
    if origin == "null":
        _refuse_null()
    match = ORIGIN.fullmatch(origin)
    if match is None:
        raise PolicyError(
            "origins",
            "Write an origin as scheme://host or scheme://host:port in lowercase, without a path or a trailing "
            "slash, such as https://app.example.com, capacitor://localhost, or https://*.example.com for its "
            "subdomains.",
        )
    if match["subdomains"] and (public_suffix.LIST.privatesuffix(match["host"]) is None or match["host"][-1].isdigit()):
        raise PolicyError("origins", f"Anyone can get a name under {match['host']}: use a domain of your own.")
    port = int(match["port"] or 0)
    if port > 65535:
        raise PolicyError("origins", "A port must be a number from 1 to 65535.")
    if port and DEFAULT_PORTS.get(match["scheme"]) == port:
        raise PolicyError("origins", f"Remove :{port}: browsers never send the default port of {match['scheme']}.")


def _refuse_null() -> NoReturn:
    raise PolicyError(
        "origins",
        "“null” is the origin of every sandboxed frame and local file, so allowing it allows every site. Serve the "
        "page over http or https, or make the response public with “*” and without credentials.",
    )


def _check_methods(methods: tuple[str, ...]) -> None:
    if not methods:
        raise PolicyError("methods", "Enter at least one method.")
    for method in methods:
        if not METHOD.fullmatch(method):
            raise PolicyError("methods", "Write a method in uppercase letters A to Z, such as PATCH.")
        if method in FORBIDDEN_METHODS:
            raise PolicyError("methods", f"No page can send {method}, so there is nothing to allow.")


def _check_header_names(field: str, names: tuple[str, ...]) -> None:
    for name in names:
        if not HEADER_NAME.fullmatch(name):
            raise PolicyError(
                field, "A header name here may contain only letters A to Z, digits, “-” and “_”, such as X-Request-Id."
            )
