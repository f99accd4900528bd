"""Why something is not done: the error codes of the JSON contract, with what each means to HTTP and to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: str


KINDS = {
    "bad_request": Kind(400, "The request cannot be read"),
    "invalid_json": Kind(400, "The body is not JSON"),
    "invalid_field": Kind(400, "A field is wrong"),
    "unauthorized": Kind(401, "The deletion token is missing or wrong"),
    "forbidden": Kind(403, "Not allowed"),
    "not_found": Kind(404, "Not found"),
    "method_not_allowed": Kind(405, "Method not allowed"),
    "body_too_large": Kind(413, "The body is too large"),
    "unsupported_media_type": Kind(415, "The body is not application/json"),
    "invalid_url": Kind(422, "The URL cannot be checked"),
    "invalid_origin": Kind(422, "The page's origin is not an origin"),
    "invalid_method": Kind(422, "No page can send this method"),
    "invalid_header": Kind(422, "No page can send this header"),
    "blocked_host": Kind(422, "This host is not checked"),
    "blocked_port": Kind(422, "This port is not checked"),
    "blocked_address": Kind(422, "This address is not checked"),
    "rate_limited": Kind(429, "Too many checks"),
    "internal_error": Kind(500, "The server failed"),
    "target_busy": Kind(503, "The host is being checked by others"),
    "limiter_unavailable": Kind(503, "No checks at this moment"),
}


class Refusal(Exception):
    """A code of `KINDS`, one sentence that says what to change, and the field that it is about.

    `headers` go with an HTTP answer: Retry-After, RateLimit-*, Allow.
    """

    def __init__(
        self, code: str, detail: str, field: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, detail, field)
        self.code = code
        self.detail = detail
        self.field = field
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return KINDS[self.code].status

    @property
    def title(self) -> str:
        return KINDS[self.code].title

    @property
    def retry_after(self) -> int | None:
        """Seconds after which it is worth trying again."""
        return int(self.headers["Retry-After"]) if "Retry-After" in self.headers else None
