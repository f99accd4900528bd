"""What the address policy says instead of dialling, and what a network says instead of answering."""

from __future__ import annotations

from checks.cors.model import Failure


class Refused(Exception):
    """Nothing is sent: `code` is one of the contract's error codes, `detail` says what to change, in `field`."""

    def __init__(self, code: str, detail: str, field: str | None = "url") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.field = field

    def as_failure(self) -> Failure:
        """What the refusal is to a request within a check that has begun."""
        # A hop that leads to a URL that no one could check by hand is a hop to a blocked host.
        return Failure("blocked_host" if self.code == "invalid_url" else self.code, self.detail)


class NoAnswer(Exception):
    """The request got no HTTP answer, for the reason that `failure` holds."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code, failure.detail)
        self.failure = failure
