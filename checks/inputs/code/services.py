"""Uploaders and SDKs that make requests of their own: where they send them, as far as the code says."""

from __future__ import annotations

from collections.abc import Iterator

from checks.inputs.code.call import Call, add_headers
from checks.inputs.code.draft import Draft, under
from checks.inputs.code.functions import argument_nodes
from checks.inputs.code.values import Hole, Instance, Object, Text, Value, joined

XHR = "xmlhttprequest"


def uploader(call: Call) -> Iterator[Draft]:
    """`.use(XHRUpload, {endpoint})` of Uppy, `new Dropzone(element, {url})`, FilePond and FileUploader alike."""
    names = [call.reading.tree.text(node, 60) for node in argument_nodes(call.node)]
    first = names[0] if names else ""
    if call.last == "use" and first.rpartition(".")[2] in (
        "XHRUpload",
        "Tus",
        "AwsS3",
        "AwsS3Multipart",
        "Transloadit",
    ):
        yield from _uppy(call, first.rpartition(".")[2])
        return
    if call.last == "use":
        return
    options = call.object(1) if call.count() > 1 else call.object(0)
    url = options.get("url") or options.get("endpoint") or options.get("server")
    url = url.get("process") or url.get("url") if isinstance(url, dict) else url
    if url is None:
        return
    draft = _upload(f"code with {call.name.partition('.')[0]}", url, options)
    draft.body = Instance("FormData", ())
    if call.last == "Dropzone":
        draft.header("Cache-Control", "no-cache")
        draft.header("X-Requested-With", "XMLHttpRequest")
        add_headers(draft, options.get("headers"))
    yield draft


def _upload(what: str, url: Value, options: Object) -> Draft:
    draft = Draft(what, url, XHR, "POST")
    method = options.get("method")
    draft.method = method.upper() if isinstance(method, str) else "POST"
    draft.credentials = "include" if options.get("withCredentials") is True else "same-origin"
    draft.more["upload_listener"] = True
    add_headers(draft, options.get("headers"))
    draft.fact(
        "The uploader listens to upload progress, so browsers always send a preflight.",
        "upload_listener",
    )
    return draft


def _uppy(call: Call, plugin: str) -> Iterator[Draft]:
    options = call.object(1)
    if plugin == "Tus":
        yield tus_draft(options, options.get("endpoint"))
        return
    if plugin.startswith("AwsS3"):
        url = options.get("endpoint") or options.get("companionUrl") or Hole("the presigned S3 URL")
        draft = _upload(f"code with Uppy's {plugin}", url, options)
        if "endpoint" not in options and "companionUrl" not in options:
            draft.method = "PUT"
        yield draft
        return
    draft = _upload(f"code with Uppy's {plugin}", options.get("endpoint", Hole("endpoint")), options)
    if options.get("formData") is False:
        draft.body = ""
        draft.guess("formData is false, so the file is the body and its own type is the Content-Type.", "headers")
        if not draft.has("content-type"):
            draft.header("Content-Type", "application/octet-stream")
    else:
        draft.body = Instance("FormData", ())
    yield draft


def tus(call: Call) -> Iterator[Draft]:
    """`new tus.Upload(file, {endpoint})`"""
    options = call.object(1)
    if "endpoint" in options or "uploadUrl" in options:
        yield tus_draft(options, options.get("endpoint") or options.get("uploadUrl"))


def tus_draft(options: Object, url: Value) -> Draft:
    draft = Draft("code with tus", url, XHR, "POST", body="")
    draft.more["upload_listener"] = True
    draft.header("Tus-Resumable", "1.0.0")
    draft.header("Upload-Length", "1")
    draft.header("Upload-Metadata", "filename MQ==")
    add_headers(draft, options.get("headers"))
    draft.credentials = "include" if options.get("withCredentials") is True else "same-origin"
    draft.fact("A tus upload starts with POST and continues with PATCH, each with headers that need a preflight.")
    return draft


def open_ai(call: Call) -> Iterator[Draft]:
    """`new OpenAI({baseURL, dangerouslyAllowBrowser})`, and others of the same makers."""
    options = call.object(0)
    usual, path = {"OpenAI": ("https://api.openai.com/v1", "/chat/completions")}.get(
        call.last, ("https://api.anthropic.com", "/v1/messages")
    )
    text = call.reading.tree.data
    for word, other in ((b".responses.create", "/responses"), (b".embeddings.create", "/embeddings")):
        path = other if word in text else path
    draft = Draft(
        f"code with the {call.last} SDK", under(options.get("baseURL") or usual, path), method="POST", body=""
    )
    draft.header("Content-Type", "application/json")
    draft.header("Authorization" if call.last == "OpenAI" else "X-Api-Key", Hole("apiKey"))
    for name in ("Os", "Arch", "Lang", "Runtime", "Package-Version"):
        draft.header(f"X-Stainless-{name}", "1")
    add_headers(draft, options.get("defaultHeaders"))
    draft.fact("The SDK adds headers of its own, X-Stainless-…, which the preflight asks for too.", "headers")
    yield draft


def firebase_functions(call: Call) -> Iterator[Draft]:
    """`httpsCallable(functions, name)`"""
    places = [call.argument(place) for place in range(call.count())]
    name = next((value for value in reversed(places) if isinstance(value, str)), None)
    if name is None:
        return
    if "FromURL" in call.last:
        url: Value = name
    else:
        project, region = _config(call, "projectId"), _region(call)
        url = f"https://{region}-{project}.cloudfunctions.net/{name}" if project else Hole(f"the project of {name}()")
    draft = Draft("code with Firebase Functions", url, method="POST", body="")
    draft.header("Content-Type", "application/json")
    if b"auth" in call.reading.tree.data.lower():
        draft.header("Authorization", Text(("Bearer ", Hole("the user's token"))))
    draft.fact(
        "A callable function handles CORS itself. If the console shows a CORS error, it is usually not deployed, "
        "not in this region, or not publicly callable, and something in front of it responds.",
        "url",
    )
    yield draft


def _region(call: Call) -> str:
    for _, node in call.reading.scope.calls_of("getFunctions"):
        values = call.reading.arguments(node, call.bound)
        if len(values) > 1 and isinstance(values[1], str) and not values[1].startswith("http"):
            return values[1]
    return "us-central1"


def _config(call: Call, name: str) -> str:
    for _, node in call.reading.scope.calls_of("initializeApp"):
        values = call.reading.arguments(node, call.bound)
        value = values[0].get(name) if values and isinstance(values[0], Object) else None
        if isinstance(value, str):
            call.take(node)
            return value
    return ""


# Services whose requests the code does not spell out, by what is called.
NAMED = {
    "getDownloadURL": "Firebase Storage",
    "uploadBytes": "Firebase Storage",
    "uploadBytesResumable": "Firebase Storage",
    "getBlob": "Firebase Storage",
    "getSignedUrl": "Amazon S3",
    "loadStripe": "Stripe",
}


def named(call: Call) -> Iterator[Draft]:
    """A service that is known, at a URL that is not in the code."""
    service = NAMED[call.last]
    draft = Draft(f"code with {service}", Hole(f"the library of {service}"))
    if call.last.startswith("upload"):
        draft.method = "POST"
    yield draft


def auth0(call: Call) -> Iterator[Draft]:
    options = call.object(0)
    domain = options.get("domain")
    draft = Draft("code with Auth0", joined(["https://", domain, "/oauth/token"]), method="POST", body="")
    draft.fact("In Auth0, list the page's origin in the application's “Allowed Web Origins”.", "url")
    yield draft


def algolia(call: Call) -> Iterator[Draft]:
    app = call.argument(0)
    if isinstance(app, str):
        app = app.lower()
    draft = Draft(
        "code with Algolia", joined(["https://", app, "-dsn.algolia.net/1/indexes/*/queries"]), XHR, "POST", body=""
    )
    draft.fact("Algolia's client sends its keys as headers or in the query, depending on its version.", "headers")
    yield draft
