"""What a network says instead of answering."""

from __future__ import annotations

from checks.cors.model import Failure


class NetworkError(Exception):
    """The request got no HTTP answer, for the reason that `failure` holds
    (https://fetch.spec.whatwg.org/#concept-network-error)."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code, failure.detail)
        self.failure = failure
