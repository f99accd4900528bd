"""Why something is not done: the error codes of the JSON contract, with what each means to HTTP and to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checks.cors.model import Failure


@dataclass(frozen=True, slots=True)
class Kind:
    """`meaning` says when the error comes and what helps; the response's own `detail` is about the one request."""

    status: int
    title: str
    meaning: str


KINDS = {
    "bad_request": Kind(400, "The request cannot be read", "It is not valid HTTP, or is for another host."),
    "invalid_json": Kind(400, "The body is not JSON", "Send one JSON object, in UTF-8."),
    "invalid_field": Kind(
        400, "A field is wrong", "It is unknown, missing, of the wrong type or not an allowed value."
    ),
    "unauthorized": Kind(
        401, "The deletion token is missing", "It was sent once, in the response that created the report."
    ),
    "forbidden": Kind(403, "Not allowed", "The token belongs to another report, or your network is blocked."),
    "not_found": Kind(404, "Not found", "The report has expired or was deleted, or the id is wrong."),
    "method_not_allowed": Kind(405, "Method not allowed", "The Allow header lists the methods that are."),
    "body_too_slow": Kind(408, "The body is too slow", "Send all of it right after the headers, or send less."),
    "body_too_large": Kind(413, "The body is too large", "A check may have 16 kB, an evaluation 256 kB."),
    "unsupported_media_type": Kind(415, "The body is not application/json", "Set the Content-Type header to it."),
    "invalid_url": Kind(422, "The URL cannot be checked", "Write the whole http or https URL, without a password."),
    "invalid_origin": Kind(422, "The page's origin is not an origin", "Write scheme://host[:port], or null."),
    "invalid_method": Kind(
        422, "No page can send this method", "fetch() and XMLHttpRequest refuse it, or it is not one word."
    ),
    "invalid_header": Kind(422, "No page can send this header", "The browser sets it, or it is not a valid header."),
    "unreadable_fragment": Kind(422, "Nothing can be read from this text", "The detail says what to send instead."),
    "unread": Kind(422, "The text could not be read", "Reading it takes too long or too much memory. Send less."),
    "blocked_host": Kind(
        422, "This host is not checked", "It is this service, a name of an internal network, or has opted out."
    ),
    "blocked_port": Kind(422, "This port is not checked", "Only the usual web ports of public servers are checked."),
    "blocked_address": Kind(
        422, "This address is not checked", "It is not public. Run the checker in your own network."
    ),
    "rate_limited": Kind(429, "Too many requests", "The Retry-After header says how many seconds to wait."),
    "internal_error": Kind(500, "Server error", "This is not your request's fault. Try again later."),
    "server_busy": Kind(503, "The server is overloaded", "Try again after the seconds in Retry-After."),
    "target_busy": Kind(503, "The host is being checked by others", "Try again after the seconds in Retry-After."),
    "storage_unavailable": Kind(
        503,
        "Reports are unavailable",
        "The database is not responding, and nothing was sent. The Retry-After header says when to try again.",
    ),
    "readers_busy": Kind(
        503, "Too many texts are being read", "Try again after the seconds in Retry-After, or send less at once."
    ),
    "limiter_unavailable": Kind(503, "Checks are unavailable", "The rate limiter cannot be reached; reports can."),
}


class Refusal(Exception):
    """What was asked is not done: `code` is one of `KINDS`, `detail` says what to change, `field` where, and `headers`
    go with an HTTP answer (Retry-After, RateLimit-*, Allow)."""

    def __init__(
        self, code: str, detail: str, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.field = field
        self.headers = dict(headers or {})

    def as_failure(self) -> Failure:
        """Gives the failure of a request within a check that has begun."""
        # A hop that leads to a URL that no one could check by hand is a hop to a blocked host.
        return Failure("blocked_host" if self.code == "invalid_url" else self.code, self.detail)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return KINDS[self.code].status

    @property
    def title(self) -> str:
        """The kind of refusal in a few words."""
        return KINDS[self.code].title

    @property
    def retry_after(self) -> int | None:
        """Seconds after which it is worth trying again."""
        return int(self.headers["Retry-After"]) if "Retry-After" in self.headers else None


def unreadable(sentence: str) -> Refusal:
    """Says of a pasted text what it lacks, and what to paste instead."""
    return Refusal("unreadable_fragment", sentence)
