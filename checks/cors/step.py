"""The moment at which the flow consults a rule: what is about to be sent, or what has just come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from checks.cors.model import Failure, HttpRequest, HttpResponse, Request
from checks.cors.urls import ParsedUrl

if TYPE_CHECKING:
    from checks.cors.browsers import Browser

Phase = Literal["plan", "preflight", "redirect", "main"]


@dataclass
class Step:
    """What a rule may look at.

    `no_cors`: the request is made in mode no-cors. `origin` is the request's origin as serialised at this moment
    ("null" once redirects have tainted it); `exchange` the index of the exchange that just ended, in this browser's own
    order; `url_list` the URLs so far; `keeps_credentials`: the answer is judged as if credentials were included.
    """

    phase: Phase
    request: Request
    browser: Browser
    url: ParsedUrl
    url_list: list[ParsedUrl]
    origin: str
    method: str
    cors: bool
    exchange: int | None = None
    http: HttpRequest | None = None
    response: HttpResponse | None = None
    failure: Failure | None = None
    preflighted: bool = False
    unsafe_headers: tuple[str, ...] = ()
    location: ParsedUrl | None = None
    location_text: str | None = None
    no_cors: bool = False
    keeps_credentials: bool = False

    @property
    def credentials(self) -> bool:
        """Whether the request's credentials mode is "include"; the mode decides, not whether a cookie exists."""
        if self.phase == "redirect" and self.browser.name in self.request.made_by.redirects_include:
            return True
        return self.request.credentials == "include" or self.keeps_credentials

    @property
    def first_url(self) -> ParsedUrl:
        return self.url_list[0]

    @property
    def cors_after_redirect(self) -> bool:
        """Whether CORS applies to the request once it has followed its Location."""
        return self.cors or (
            self.request.mode == "cors" and self.location is not None and self.location.origin != self.request.origin
        )

    @property
    def status(self) -> int:
        assert self.response is not None  # noqa: S101 - rules of a response are consulted with one
        return self.response.status

    @property
    def is_http_2(self) -> bool:
        return self.response is not None and self.response.http_version == "2"

    @property
    def allow_origin_fields(self) -> list[str]:
        return self.response.get_all("access-control-allow-origin") if self.response else []

    @property
    def allow_origin(self) -> str | None:
        return self.response.get("access-control-allow-origin") if self.response else None

    @property
    def allow_credentials(self) -> str | None:
        return self.response.get("access-control-allow-credentials") if self.response else None
