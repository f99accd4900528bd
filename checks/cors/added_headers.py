"""Request headers that libraries add of themselves: who does, and how to keep a header from a request."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Adder:
    """A library that adds the headers of a pattern, in small letters; `how` says how to stop it, as a clause that
    begins with a verb. `traces` says that they follow a request through several servers."""

    who: str
    how: str
    names: re.Pattern[str]
    traces: bool = False


def _tracing(who: str, how: str, names: str) -> Adder:
    return Adder(who, how, re.compile(names), traces=True)


def _sdk(who: str, how: str, names: str) -> Adder:
    return Adder(who, how, re.compile(names))


_FUNCTION = "have the function answer OPTIONS and name it"
_SERVER = "the library needs it, so have the server name it"
_ADDERS = (
    _tracing("Sentry", "name your own hosts in tracePropagationTargets", r"baggage|sentry-trace"),
    _tracing(
        "OpenTelemetry or another tracer",
        "name your own hosts in propagateTraceHeaderCorsUrls (OpenTelemetry), distributedTracingOrigins (Elastic) or "
        "tracePropagationTargets (Sentry)",
        r"traceparent|tracestate|b3|x-b3-.+|uber-trace-id",
    ),
    _tracing(
        "Datadog",
        "name your own hosts in allowedTracingUrls",
        r"x-datadog-.+",
    ),
    _tracing("New Relic", "name your own hosts in distributed_tracing.allowed_origins", r"newrelic"),
    _tracing("Elastic APM", "name your own hosts in distributedTracingOrigins", r"elastic-apm-traceparent"),
    _tracing(
        "Application Insights",
        "name the host in correlationHeaderExcludedDomains, or leave enableCorsCorrelation off",
        r"request-id|request-context",
    ),
    _tracing("a tracer of the cloud", "take it from requests to other hosts", r"x-cloud-trace-context|x-amzn-trace-id"),
    _sdk("supabase-js", _FUNCTION, r"x-client-info|apikey|x-supabase-api-version|(?:accept|content)-profile"),
    _sdk(
        "a Google or Firebase SDK",
        _SERVER,
        r"x-goog-(?:api-client|api-key|authuser|user-project|upload-.+)|x-firebase-.+|x-client-version"
        r"|firebase-instance-id-token",
    ),
    _sdk(
        "Apollo Client",
        "leave name and version out of the client, and the header out of the upload link",
        r"apollo-require-preflight|apollographql-client-(?:name|version)|x-apollo-operation-(?:name|id)",
    ),
    _sdk(
        "the AWS SDK",
        'set requestChecksumCalculation to "WHEN_REQUIRED" for the checksums, and name the rest on the server',
        r"x-amz-checksum-.+|x-amz-sdk-checksum-algorithm",
    ),
    _sdk("the AWS SDK", _SERVER, r"x-amz-.+|amz-sdk-.+"),
    _sdk(
        "the OpenAI, Anthropic or another SDK that Stainless makes",
        "set it to null in the client's defaultHeaders",
        r"x-stainless-.+",
    ),
    _sdk("the Anthropic SDK", _SERVER, r"anthropic-(?:version|beta|dangerous-direct-browser-access)"),
    _sdk(
        "an older axios setup, Laravel's bootstrap.js, Rails, Dojo or your own code, to mark a request of script",
        'take it out (delete axios.defaults.headers.common["X-Requested-With"])',
        r"x-requested-with",
    ),
    _sdk(
        "axios, Angular or a framework's own client, against forged requests",
        "send it to your own site only (withXSRFToken in axios)",
        r"x-(?:xsrf|csrf)-?token|x-csrftoken",
    ),
    _sdk(
        "htmx, which calls other hosts only where selfRequestsOnly is false",
        "delete it in htmx:configRequest",
        r"hx-(?:request|target|trigger|trigger-name|current-url|boosted|prompt|history-restore-request)",
    ),
    _sdk(
        "Next.js, whose link was redirected to another site",
        "link there with <a>, or with prefetch={false} and a redirect that is no route",
        r"rsc|next-router-(?:state-tree|prefetch|segment-prefetch)|next-url|next-action|x-nextjs-data",
    ),
    _sdk(
        "Inertia, whose visit was redirected to another site",
        "answer with Inertia::location there",
        r"x-inertia(?:-.+)?",
    ),
    _sdk("Laravel Echo", "send it to your own site only", r"x-socket-id"),
    _sdk("SignalR", _SERVER, r"x-signalr-user-agent"),
    _sdk("a gRPC-Web or Connect client", _SERVER, r"x-grpc-web|x-user-agent|grpc-timeout|connect-.+"),
    _sdk("tRPC", "leave it out of the link's headers", r"trpc-accept|x-trpc-source"),
    _sdk("the Azure SDK", _SERVER, r"x-ms-.+"),
    _sdk("MSAL", _SERVER, r"x-client-(?:sku|ver|os|cpu|current-telemetry|last-telemetry)|client-request-id"),
    _sdk("the Parse SDK", _SERVER, r"x-parse-.+"),
    _sdk("the Contentful SDK", _SERVER, r"x-contentful-.+"),
    _sdk("the Algolia client", _SERVER, r"x-algolia-.+"),
)


def adder_of(name: str) -> Adder | None:
    """The library that usually adds a header."""
    return next((adder for adder in _ADDERS if adder.names.fullmatch(name.lower())), None)


def is_tracing(name: str) -> bool:
    """Whether a header follows a request through several servers."""
    adder = adder_of(name)
    return adder is not None and adder.traces
