"""The request as JavaScript, with credentials set the way each library wants them; every text is a JSON literal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from checks.cors.fetch_standard import combine
from checks.cors.model import Request
from checks.exports.base import Document, Export, request_of
from checks.inputs.about import line
from checks.wording.snippet import snippet


def fetch(document: Document) -> str:
    request = request_of(document)
    return _told(request, snippet(replace(request, initiator="fetch")))


def xmlhttprequest(document: Document) -> str:
    request = request_of(document)
    return _told(request, snippet(replace(request, initiator="xmlhttprequest")))


def axios(document: Document) -> str | None:
    request = request_of(document)
    if _in_small_letters(request):
        return None
    options: dict[str, Any] = {"method": request.method, "url": request.url, **_headers(request)}
    if any(name.lower() == "content-type" for name, _ in request.headers):
        # Without data axios takes the Content-Type out.
        options["data"] = ""
    if request.credentials == "include":
        options["withCredentials"] = True
    return _told(request, f"await axios({_literal(options)});")


def jquery(document: Document) -> str | None:
    request = request_of(document)
    if _in_small_letters(request):
        return None
    options: dict[str, Any] = {"method": request.method, "url": request.url, **_headers(request)}
    if request.credentials == "include":
        options["xhrFields"] = {"withCredentials": True}
    return _told(request, f"$.ajax({_literal(options)});")


def angular(document: Document) -> str | None:
    request = request_of(document)
    if _in_small_letters(request):
        return None
    options: dict[str, Any] = _headers(request)
    if request.credentials == "include":
        options["withCredentials"] = True
    options |= {"observe": "response", "responseType": "text"}
    method, url = json.dumps(request.method), json.dumps(request.url)
    return _told(
        request,
        "// http is an injected HttpClient.\n"
        f"http.request({method}, {url}, {_literal(options)}).subscribe(console.log);",
    )


def _in_small_letters(request: Request) -> bool:
    """These libraries write every method in capitals, so a `patch` that fails for its case is not theirs to say."""
    return request.method != request.method.upper()


def _told(request: Request, code: str) -> str:
    return f"// {line(request)}\n{code}\n"


def _headers(request: Request) -> dict[str, Any]:
    return {"headers": dict(combine(request.headers))} if request.headers else {}


def _literal(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2)


CODE = (
    Export("fetch", "fetch", "javascript", "request-fetch.mjs", fetch),
    Export("xmlhttprequest", "XMLHttpRequest", "javascript", "request-xhr.js", xmlhttprequest),
    Export("axios", "axios", "javascript", "request-axios.mjs", axios),
    Export("jquery", "jQuery", "javascript", "request-jquery.js", jquery),
    Export("angular", "Angular", "javascript", "request-angular.js", angular),
)
