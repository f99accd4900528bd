"""A naive transcription of the Fetch Standard, written for the tests only: does a fetch end in a network error?

It follows the standard's algorithms line by line, for http and https URLs, requests by fetch() with a body of text or
none, and answers with a status and a header list. It shares no code with the product but the values it is given.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from checks.cors.model import Answer, Failure, HttpRequest, HttpResponse, Request

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class NetworkError(Exception):
    pass


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port is not None and parts.port != default else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def get(headers, name: str) -> str | None:
    values = [value.strip(" \t\r\n") for key, value in headers if key.lower() == name]
    return ", ".join(values) if values else None


def extract(headers, name: str) -> list[str] | None:
    """The list's elements, [] where absent, None on failure."""
    value = get(headers, name)
    if value is None:
        return []
    elements = [part.strip(" \t") for part in value.split(",")]
    elements = [part for part in elements if part]
    return elements if all(TOKEN.fullmatch(part) for part in elements) else None


def safelisted(name: str, value: str) -> bool:
    if len(value) > 128:
        return False
    unsafe = any((ord(c) < 0x20 and c != "\t") or c in '"():<>?@[\\]{}\x7f' for c in value)
    name = name.lower()
    if name == "accept":
        return not unsafe
    if name in ("accept-language", "content-language"):
        return all(c.isascii() and (c.isalnum() or c in " *,-.;=") for c in value)
    if name == "content-type":
        if unsafe:
            return False
        essence = value.split(";")[0].strip(" \t\r\n").lower()
        return essence in ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
    if name == "range":
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", value, re.ASCII)
        return bool(match) and (not match[2] or int(match[1]) <= int(match[2]))
    return False


def unsafe_names(headers) -> set[str]:
    unsafe, potentially, size = set(), set(), 0
    for name, value in headers:
        if not safelisted(name, value):
            unsafe.add(name.lower())
        else:
            potentially.add(name.lower())
            size += len(value)
    return unsafe | potentially if size > 1024 else unsafe


class NaiveFetch:
    """One fetch; `run` raises NetworkError where the standard returns a network error."""

    def __init__(self, request: Request, answer) -> None:
        self.request = request
        self.answer = answer
        self.method = request.method
        if self.method.upper() in ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"):
            self.method = self.method.upper()
        self.headers: list[tuple[str, str]] = []
        for name, value in request.headers:
            index = next((i for i, (key, _) in enumerate(self.headers) if key.lower() == name.lower()), None)
            if index is None:
                self.headers.append((name, value))
            else:
                key, known = self.headers[index]
                self.headers[index] = (key, f"{known}, {value}")
        if request.body is not None and get(self.headers, "content-type") is None:
            self.headers.append(("Content-Type", "text/plain;charset=UTF-8"))
        self.url_list = [request.url]
        self.tainting = "basic"
        self.redirects = 0

    def run(self) -> None:
        while True:
            response = self.main_fetch()
            if response.status not in (301, 302, 303, 307, 308):
                return
            location = get(response.headers, "location")
            if self.request.redirect == "error":
                raise NetworkError
            if self.request.redirect == "manual" or location is None:
                return
            self.http_redirect_fetch(response, location)

    def serialized_origin(self) -> str:
        last = None
        for url in self.url_list:
            if last is None:
                last = url
                continue
            if origin_of(url) != origin_of(last) and self.request.origin != origin_of(last):
                return "null"
            last = url
        return self.request.origin

    def main_fetch(self) -> HttpResponse:
        current = self.url_list[-1]
        if self.tainting != "cors" and origin_of(current) == self.request.origin:
            return self.http_network(current)
        if self.request.mode == "same-origin":
            raise NetworkError
        self.tainting = "cors"
        if self.method not in ("GET", "HEAD", "POST") or unsafe_names(self.headers):
            self.preflight(current)
        response = self.http_network(current)
        self.cors_check(response)
        return response

    def preflight(self, url: str) -> None:
        response = self.send(HttpRequest("OPTIONS", url, (), "preflight"))
        self.cors_check(response)
        if not 200 <= response.status <= 299:
            raise NetworkError
        methods = extract(response.headers, "access-control-allow-methods")
        names = extract(response.headers, "access-control-allow-headers")
        if methods is None or names is None:
            raise NetworkError
        include = self.request.credentials == "include"
        if (
            self.method not in methods
            and self.method not in ("GET", "HEAD", "POST")
            and (include or "*" not in methods)
        ):
            raise NetworkError
        lowered = [name.lower() for name in names]
        for name, _ in self.headers:
            if name.lower() == "authorization" and "authorization" not in lowered:
                raise NetworkError
        for name in unsafe_names(self.headers):
            if name not in lowered and (include or "*" not in names):
                raise NetworkError

    def http_network(self, url: str) -> HttpResponse:
        return self.send(HttpRequest(self.method, url, (), "main"))

    def send(self, http: HttpRequest) -> HttpResponse:
        response: Answer = self.answer(http)
        if isinstance(response, HttpResponse) and response.status == 421:
            response = self.answer(http)
        if isinstance(response, Failure):
            raise NetworkError
        assert isinstance(response, HttpResponse)
        return response

    def cors_check(self, response: HttpResponse) -> None:
        allowed = get(response.headers, "access-control-allow-origin")
        if allowed is None:
            raise NetworkError
        include = self.request.credentials == "include"
        if not include and allowed == "*":
            return
        if allowed != self.serialized_origin():
            raise NetworkError
        if include and get(response.headers, "access-control-allow-credentials") != "true":
            raise NetworkError

    def http_redirect_fetch(self, response: HttpResponse, location: str) -> None:
        current = self.url_list[-1]
        target = urljoin(current, location)
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https"):
            raise NetworkError
        if self.redirects == 20:
            raise NetworkError
        self.redirects += 1
        has_credentials = bool(parts.username or parts.password)
        if has_credentials and (origin_of(target) != self.request.origin or self.tainting == "cors"):
            raise NetworkError
        if (response.status in (301, 302) and self.method == "POST") or (
            response.status == 303 and self.method not in ("GET", "HEAD")
        ):
            self.method = "GET"
            body = ("content-encoding", "content-language", "content-location", "content-type")
            self.headers = [field for field in self.headers if field[0].lower() not in body]
        if origin_of(current) != origin_of(target):
            self.headers = [field for field in self.headers if field[0].lower() != "authorization"]
        self.url_list.append(target)
