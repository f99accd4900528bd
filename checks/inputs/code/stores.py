"""SDKs of databases and object stores: Supabase's client and Amazon's for S3, with the hosts that the code names."""

from __future__ import annotations

from collections.abc import Iterator

from checks.inputs.code.call import Call, add_headers
from checks.inputs.code.draft import Draft, under
from checks.inputs.code.values import Hole, Object, Value, joined


def supabase(call: Call) -> Iterator[Draft]:
    """`createClient(url, key)` with what is called on it."""
    url = call.argument(0)
    if call.count() < 2 or isinstance(url, Object):
        return
    reading = call.reading
    found = False
    lasts = ("invoke", "from", "signInWithPassword", "signUp")
    named = [item for last in lasts for item in reading.scope.calls_of(last)]
    for name, node in named:
        values = reading.arguments(node, call.bound)
        first = values[0] if values else None
        path, method = "", "GET"
        if name.endswith("functions.invoke") and first is not None:
            path, method = joined(["/functions/v1/", first]), "POST"
        elif name.startswith("supabase") and name.endswith(".from") and ".storage" not in name:
            path = joined(["/rest/v1/", first])
        elif name.endswith(("auth.signInWithPassword", "auth.signUp")):
            path, method = "/auth/v1/token?grant_type=password", "POST"
        if not path:
            continue
        found = True
        call.take(node)
        draft = _supabase(under(url, path), method)
        if method == "POST":
            options = values[1] if len(values) > 1 and isinstance(values[1], Object) else Object()
            given = options.get("method")
            draft.method = given if isinstance(given, str) else "POST"
            draft.header("Content-Type", "application/json")
            add_headers(draft, options.get("headers"))
            draft.body = ""
        yield draft
    if not found:
        yield _supabase(under(url, "/rest/v1/"), "GET")


def _supabase(url: Value, method: str) -> Draft:
    draft = Draft("code with Supabase", url, method=method)
    draft.header("Authorization", Hole("the key"))
    draft.header("apikey", Hole("the key"))
    draft.header("X-Client-Info", "supabase-js")
    draft.fact(
        "Supabase's client sends Authorization, apikey and X-Client-Info with each request; an Edge Function has "
        "to handle the preflight itself.",
        "headers",
    )
    return draft


def supabase_function(call: Call) -> Iterator[Draft]:
    """`supabase.functions.invoke(name, options)` of a client that is made elsewhere."""
    if not call.name.endswith("functions.invoke") or call.reading.scope.calls_of("createClient"):
        return
    draft = _supabase(joined([Hole("the Supabase project's URL"), "/functions/v1/", call.argument(0)]), "POST")
    options = call.object(1)
    draft.method = options.get("method", "POST")
    draft.header("Content-Type", "application/json")
    add_headers(draft, options.get("headers"))
    draft.body = ""
    yield draft


_METHODS = {"upload": "PUT", "putObject": "PUT", "getObject": "GET", "deleteObject": "DELETE", "headObject": "HEAD"}
S3_CALLS = (*_METHODS, *(f"{name[0].upper()}{name[1:]}Command" for name in _METHODS if name != "upload"))


def s3(call: Call) -> Iterator[Draft]:
    """`s3.putObject({Bucket, Key})` and `new PutObjectCommand({Bucket, Key})`."""
    options = call.object(0)
    if "Bucket" not in options:
        return
    name = call.last.removesuffix("Command")
    client = _client(call)
    endpoint = client.get("endpoint")
    if endpoint is not None:
        url: Value = joined([endpoint, "/", options["Bucket"], "/", options.get("Key", "key")])
    else:
        region = client.get("region") or Hole("the S3 region")
        url = joined(["https://", options["Bucket"], ".s3.", region, ".amazonaws.com/", options.get("Key", "key")])
    draft = Draft("code with the AWS SDK for S3", url, method=_METHODS[f"{name[0].lower()}{name[1:]}"])
    draft.header("Authorization", "AWS4-HMAC-SHA256 xxxxx")
    draft.header("X-Amz-Date", "20200101T000000Z")
    draft.header("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
    draft.header("X-Amz-User-Agent", "aws-sdk-js")
    if draft.method == "PUT":
        draft.body = ""
        draft.header("Content-Type", options.get("ContentType", "application/octet-stream"))
    draft.fact(
        "The SDK signs with headers of its own, X-Amz-…, which the bucket's AllowedHeaders must allow.", "headers"
    )
    yield draft


def _client(call: Call) -> Object:
    """The options of the client that the text makes."""
    reading = call.reading
    for node in reading.tree.calls:
        made = node.child_by_field_name("constructor")
        if made is not None and reading.scope.dotted(made).rpartition(".")[2] in ("S3Client", "S3"):
            options = next(iter(reading.arguments(node, call.bound)), None)
            call.take(node)
            return options if isinstance(options, Object) else Object()
    return Object()
