"""What pages and certain kinds of server have agreed on, as far as CORS has to let it through: each once.

The form's presets, the fixes' policies and the findings are made of this table. The pages that lay each down are named
beside it; a server of such a kind works from a page only when it allows and exposes all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checks.cors import address_space, urls
from checks.cors.model import Headers, HttpResponse, Request, get_header

# Values that stand for what only the page knows.
_TOKEN = ("Authorization", "Bearer token")
_JSON = ("Content-Type", "application/json")


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract: what a server has to allow (`methods`, `headers`) and to expose, and how to know one.

    `asks` is a request that needs its usual permissions, as a method and headers. `optional` headers are those of some
    clients only. `needs` are those of `exposes` that script waits for although an answer does not always have them, one
    that is a request header too only where the page sends it back. `told` is what else there is to know; `origins_in`
    says where such servers keep their list of origins.

    Signs: patterns of a request's header names (`sent`), of the type of a request or an answer (`typed`), of an
    answer's header names (`answered`) and of a private address, its port and path (`at`); names of a query (`queried`).
    """

    id: str
    name: str
    title: str
    described: str
    asks: tuple[str, Headers]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    optional: tuple[str, ...] = ()
    exposes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    told: str = ""
    origins_in: str = ""
    sent: re.Pattern[str] | None = None
    typed: re.Pattern[str] | None = None
    queried: frozenset[str] = frozenset()
    answered: re.Pattern[str] | None = None
    at: re.Pattern[str] | None = None

    def is_asked_by(self, request: Request) -> bool:
        """Whether a request has the signs of this contract."""
        kind = get_header(request.headers, "content-type") or request.body_type or ""
        return self._has_signs(kind, self.sent, request.headers) or self._is_at(request.url)

    def is_answered_by(self, response: HttpResponse) -> bool:
        """Whether an answer has the signs of this contract."""
        return self._has_signs(response.get("content-type") or "", self.answered, response.headers)

    def _has_signs(self, kind: str, names: re.Pattern[str] | None, headers: Headers) -> bool:
        if self.typed is not None and self.typed.match(kind.strip().lower()):
            return True
        return names is not None and any(names.fullmatch(name.lower()) for name, _ in headers)

    def _is_at(self, address: str) -> bool:
        if not self.queried and self.at is None:
            return False
        url = urls.parse(address)
        if url is None or not url.is_http:
            return False
        path, _, query = url.href.partition("://")[2].partition("/")[2].partition("?")
        if self.queried and self.queried <= {part.partition("=")[0].lower() for part in query.split("&")}:
            return True
        private = address_space.of_host(url.hostname) in ("loopback", "local")
        return self.at is not None and private and self.at.fullmatch(f"{url.port or ''}/{path}"[:400]) is not None

    @property
    def allowed_headers(self) -> tuple[str, ...]:
        """The request headers that a server allows to all of its clients."""
        return tuple(sorted((*self.headers, *self.optional)))


CONTRACTS = (
    Contract(
        "mcp",
        "MCP",
        "the Model Context Protocol over HTTP",
        "https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#streamable-http",
        (
            "POST",
            (
                ("Accept", "application/json, text/event-stream"),
                _TOKEN,
                _JSON,
                ("Mcp-Protocol-Version", "2025-06-18"),
                ("Mcp-Session-Id", "session"),
            ),
        ),
        ("GET", "POST", "DELETE"),
        ("authorization", "content-type", "last-event-id", "mcp-protocol-version", "mcp-session-id"),
        exposes=("Mcp-Session-Id",),
        needs=("Mcp-Session-Id",),
        told=(
            "The page reads its session from the first response and sends it with every later request, so the "
            "second request fails after the first has passed. GET opens a text/event-stream, and DELETE ends the "
            "session."
        ),
        sent=re.compile(r"mcp-(?:session-id|protocol-version)"),
        answered=re.compile(r"mcp-session-id"),
    ),
    Contract(
        "grpc-web",
        "gRPC-Web",
        "the gRPC-Web protocol",
        "https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md",
        (
            "POST",
            (
                ("Content-Type", "application/grpc-web+proto"),
                ("Grpc-Timeout", "10S"),
                ("X-Grpc-Web", "1"),
                ("X-User-Agent", "grpc-web-javascript/0.1"),
            ),
        ),
        ("POST",),
        ("content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"),
        optional=("authorization",),
        exposes=("Grpc-Status", "Grpc-Message", "Grpc-Status-Details-Bin"),
        needs=("Grpc-Status", "Grpc-Message"),
        told=(
            "A call that fails immediately has its status only in these headers; without them the page knows only "
            "that it failed."
        ),
        sent=re.compile(r"x-grpc-web"),
        typed=re.compile(r"application/grpc-web"),
    ),
    Contract(
        "tus",
        "tus",
        "resumable uploads with tus",
        "https://tus.io/protocols/resumable-upload",
        (
            "PATCH",
            (
                ("Content-Type", "application/offset+octet-stream"),
                ("Tus-Resumable", "1.0.0"),
                ("Upload-Offset", "0"),
            ),
        ),
        ("GET", "HEAD", "POST", "PATCH", "DELETE"),
        ("content-type", "tus-resumable", "upload-length", "upload-metadata", "upload-offset"),
        optional=("authorization", "upload-concat", "upload-defer-length", "x-http-method-override", "x-request-id"),
        exposes=(
            "Location",
            "Tus-Extension",
            "Tus-Max-Size",
            "Tus-Resumable",
            "Tus-Version",
            "Upload-Concat",
            "Upload-Defer-Length",
            "Upload-Expires",
            "Upload-Length",
            "Upload-Metadata",
            "Upload-Offset",
        ),
        needs=("Location", "Upload-Offset", "Upload-Length"),
        told=(
            "tus also uses OPTIONS to find out what the server supports: only an OPTIONS with "
            "Access-Control-Request-Method is a preflight, the others are for the upload server."
        ),
        sent=re.compile(r"tus-resumable"),
        typed=re.compile(r"application/offset\+octet-stream"),
        answered=re.compile(r"tus-(?:resumable|version)"),
    ),
    Contract(
        "s3-multipart",
        "S3 multipart",
        "multipart uploads to S3 and compatible storage",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html",
        ("PUT", (("Content-Type", "application/octet-stream"),)),
        ("GET", "HEAD", "POST", "PUT", "DELETE"),
        ("content-type",),
        optional=(
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "authorization",
            "content-md5",
            "x-amz-acl",
            "x-amz-checksum-crc32",
            "x-amz-content-sha256",
            "x-amz-date",
            "x-amz-sdk-checksum-algorithm",
            "x-amz-security-token",
            "x-amz-user-agent",
        ),
        exposes=("ETag",),
        needs=("ETag",),
        told=(
            "The page needs the ETag of each part to complete the upload. Without it every part arrives but the "
            "upload never finishes."
        ),
        queried=frozenset({"partnumber", "uploadid"}),
    ),
    Contract(
        "reports",
        "Reports",
        "a collector of browser reports",
        "https://w3c.github.io/reporting/",
        ("POST", (("Content-Type", "application/reports+json"),)),
        ("POST",),
        ("content-type",),
        told=(
            "The browser sends the reports by itself, after a preflight, without cookies to other origins, and no "
            "console shows that they were refused."
        ),
        typed=re.compile(r"application/reports\+json"),
    ),
    Contract(
        "local-model",
        "Local model",
        "a model server on your own machine",
        "https://github.com/ollama/ollama/blob/main/docs/faq.mdx",
        ("POST", (_TOKEN, _JSON)),
        ("GET", "POST"),
        ("content-type",),
        optional=("authorization",),
        told=(
            "Such a server has its own list of origins that it accepts: OLLAMA_ORIGINS in Ollama, “Enable CORS” in"
            " the settings of LM Studio (lms server start --cors), and the options in llama.cpp's help."
        ),
        origins_in="OLLAMA_ORIGINS in Ollama, Enable CORS in LM Studio",
        at=re.compile(
            r"(?:11434|1234)/(?:api/[a-z0-9/_-]{2,200}|v1/[a-z0-9/_-]{2,200})"
            r"|\d{0,5}/(?:[\w.-]{1,80}/){0,4}v1/(?:chat/completions|completions|embeddings|models)"
        ),
    ),
)
BY_ID = {contract.id: contract for contract in CONTRACTS}


def contract_of(request: Request, answers: Iterable[HttpResponse] = ()) -> Contract | None:
    """The contract that a request, or else an answer to it, is one of."""
    asked = next((contract for contract in CONTRACTS if contract.is_asked_by(request)), None)
    if asked is not None:
        return asked
    told = tuple(answers)
    return next((contract for contract in CONTRACTS if any(map(contract.is_answered_by, told))), None)
