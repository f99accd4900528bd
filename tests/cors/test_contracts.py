"""Protocols with a contract: known by their signs, and told what of it a server lacks."""

from __future__ import annotations

from typing import Any

import pytest

from checks.cors import judge
from checks.cors.audit import audit
from checks.cors.contracts import BY_ID, CONTRACTS, contract_of
from checks.cors.fetch_standard import is_cors_safelisted_request_header
from checks.cors.model import Exchange, Failure, Finding, Headers, HttpRequest, HttpResponse, Request
from checks.cors.policy import CorsPolicy, policy_for
from checks.cors.rules import RULES

PAGE = "https://app.example.com"
ALLOW = ("Access-Control-Allow-Origin", PAGE)
API = "https://api.example.com/x"
URLS = {
    "s3-multipart": [
        "https://bucket.s3.example.com/k?partNumber=1&uploadId=x",
        "https://b.example/k?uploadId=&partNumber=2",
    ],
    "local-model": [
        "http://localhost:11434/api/chat",
        "http://127.0.0.1:1234/v1/models",
        "http://192.168.1.9:8080/v1/chat/completions",
        "http://localhost:9000/proxy/v1/embeddings",
    ],
}


def asking(contract: str, url: str = API, **more: Any) -> Request:
    method, headers = BY_ID[contract].asks
    return Request(url, PAGE, method=method, headers=headers, **more)


def found(request: Request, main: Headers, preflight: Headers | None = None, status: int = 200) -> list[Finding]:
    """The findings of contracts on a server that answers like this."""
    method, names = request.method, ",".join(name for name, _ in request.headers)
    repeated = (("Access-Control-Allow-Methods", method), ("Access-Control-Allow-Headers", names))

    def answer(sent: HttpRequest) -> HttpResponse:
        if sent.is_preflight:
            return HttpResponse(204, (ALLOW, *(repeated if preflight is None else preflight)))
        return HttpResponse(status, (ALLOW, *main))

    judged = judge.judge(request, lambda: answer)
    return [finding for finding in judged.findings if finding.rule.startswith("contract-")]


def named(findings: list[Finding]) -> dict[str, list[str]]:
    """What each rule says is lacking."""
    return {
        finding.rule: [name for item in finding.evidence for name in dict(item.args)["names"].split(", ")]
        for finding in findings
    }


@pytest.mark.parametrize("contract", [contract.id for contract in CONTRACTS if contract.id not in URLS])
def test_the_request_that_the_form_is_filled_with_is_known_for_its_protocol(contract: str) -> None:
    assert contract_of(asking(contract)) is BY_ID[contract]


@pytest.mark.parametrize(("contract", "url"), [(name, url) for name, urls in URLS.items() for url in urls])
def test_some_protocols_are_known_by_their_url(contract: str, url: str) -> None:
    assert contract_of(asking(contract, url)) is BY_ID[contract]


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com/v1/chat/completions",
        "http://localhost:8080/api/chat",
        "https://bucket.example.com/k?uploadId=x",
        "http://localhost:3000/v1/users",
        "capacitor://localhost/v1/models",
    ],
)
def test_other_urls_are_not(url: str) -> None:
    assert contract_of(Request(url, PAGE, method="PUT", headers=(("Content-Type", "application/json"),))) is None


def test_chunks_of_another_protocol_are_not_those_of_tus() -> None:
    chunk = (("Upload-Offset", "0"), ("Upload-Length", "9"), ("Upload-Name", "a"))
    assert contract_of(Request(API, PAGE, method="PATCH", headers=chunk)) is None


def test_an_answer_tells_too_what_it_is_one_of() -> None:
    assert contract_of(Request(API, PAGE), [HttpResponse(200, (("Mcp-Session-Id", "x"),))]) is BY_ID["mcp"]
    assert contract_of(Request(API, PAGE), [HttpResponse(200, (("Tus-Resumable", "1.0.0"),))]) is BY_ID["tus"]
    assert contract_of(Request(API, PAGE), [HttpResponse(200, (("Content-Type", "text/html"),))]) is None


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.id)
def test_a_contract_allows_what_its_own_request_asks_for_and_can_be_a_policy(contract: Any) -> None:
    method, headers = contract.asks
    asked = {name.lower() for name, value in headers if not is_cors_safelisted_request_header(name.lower(), value)}
    assert asked <= set(contract.allowed_headers)
    policy = CorsPolicy((PAGE,), contract.methods, contract.allowed_headers, expose_headers=contract.exposes)
    assert method in policy.methods
    assert set(contract.needs) <= set(contract.exposes)
    assert contract.described.startswith("https://")


@pytest.mark.parametrize(
    ("request_", "main", "hidden"),
    [
        (asking("mcp"), (), ["Mcp-Session-Id"]),
        (Request(API, PAGE, method="POST"), (("Mcp-Session-Id", "x"),), ["Mcp-Session-Id"]),
        (asking("grpc-web"), (), ["Grpc-Status", "Grpc-Message"]),
        (
            asking("grpc-web"),
            (("Grpc-Status-Details-Bin", "x"), ("Access-Control-Expose-Headers", "grpc-status, grpc-message")),
            ["Grpc-Status-Details-Bin"],
        ),
        (asking("tus"), (("Upload-Offset", "5"),), ["Location", "Upload-Offset"]),
        (asking("s3-multipart", URLS["s3-multipart"][0]), (("ETag", '"a"'),), ["ETag"]),
        (asking("s3-multipart", URLS["s3-multipart"][0]), (("Access-Control-Expose-Headers", "etag"),), []),
        (asking("grpc-web"), (("Access-Control-Expose-Headers", "*"),), []),
        (asking("reports"), (), []),
    ],
)
def test_a_header_that_script_waits_for_and_may_not_read_is_told(
    request_: Request, main: Headers, hidden: list[str]
) -> None:
    assert named(found(request_, main)).get("contract-header-not-exposed", []) == hidden


def test_only_what_the_answer_holds_is_proven_and_the_rest_is_a_guess() -> None:
    (guessed,) = found(asking("grpc-web"), ())
    (proven,) = found(asking("grpc-web"), (("Grpc-Status", "5"),))
    assert (guessed.confidence, proven.confidence) == ("inferred", None)


def test_the_list_is_no_list_where_the_request_has_credentials() -> None:
    both = (("Access-Control-Expose-Headers", "*"), ("Access-Control-Allow-Credentials", "true"))
    request = Request(API, PAGE, method="POST", credentials="include", body_type="application/grpc-web+proto")
    assert named(found(request, (*both, ("Content-Type", "application/grpc-web+proto")))) == {
        "contract-header-not-exposed": ["Grpc-Status", "Grpc-Message"]
    }


def test_an_error_lacks_only_what_it_holds() -> None:
    assert found(asking("tus"), (), status=404) == []


@pytest.mark.parametrize(("shown", "told"), [(None, ["Mcp-Session-Id"]), ("mcp-session-id", [])])
def test_a_request_that_was_not_sent_is_told_by_the_answer_to_a_get_beside_it(
    shown: str | None, told: list[str]
) -> None:
    request = asking("mcp")
    fields = (ALLOW, ("Access-Control-Expose-Headers", shown)) if shown else (ALLOW,)

    def answer(sent: HttpRequest) -> HttpResponse | Failure:
        if sent.is_preflight:
            return HttpResponse(204, (ALLOW, *lists("GET, POST, DELETE", f"{MCP}, last-event-id")))
        if sent.method == "POST":
            return Failure("not_sent")
        return HttpResponse(404, fields) if sent.get("origin") == PAGE else HttpResponse(404)

    judged = audit(request, answer, "corschecklabel")
    findings = [finding for finding in judged.findings if finding.rule == "contract-header-not-exposed"]
    assert judged.verdict == "preflight-only"
    assert named(findings).get("contract-header-not-exposed", []) == told
    assert {finding.confidence for finding in findings} <= {"inferred"}


def lists(methods: str, headers: str) -> Headers:
    return (("Access-Control-Allow-Methods", methods), ("Access-Control-Allow-Headers", headers))


MCP = "authorization, content-type, mcp-protocol-version, mcp-session-id"
SHOWN = (("Access-Control-Expose-Headers", "*"),)


@pytest.mark.parametrize(
    ("preflight", "lacks"),
    [
        (lists("GET, POST, DELETE", f"{MCP}, last-event-id"), []),
        (lists("GET, POST", f"{MCP}, last-event-id"), ["DELETE"]),
        (lists("GET, POST, OPTIONS", MCP), ["DELETE", "last-event-id"]),
        (lists("POST", MCP), []),
        (lists("*", "*"), []),
    ],
)
def test_what_the_next_requests_of_a_protocol_need_is_looked_for_in_the_lists(
    preflight: Headers, lacks: list[str]
) -> None:
    assert named(found(asking("mcp"), SHOWN, preflight)).get("contract-request-not-allowed", []) == lacks


def test_what_this_request_itself_was_refused_for_is_told_by_its_own_rule() -> None:
    told = found(asking("mcp"), SHOWN, lists("GET, POST, DELETE", "content-type"))
    assert named(told) == {"contract-request-not-allowed": ["last-event-id"]}


def test_a_local_model_server_that_refuses_the_origin_is_told_with_its_setting() -> None:
    request = asking("local-model", URLS["local-model"][0])
    judged = judge.judge(request, lambda: lambda sent: HttpResponse(403))
    (told,) = [finding for finding in judged.findings if finding.rule == "contract-request-not-allowed"]
    label = RULES[told.rule].label.format_map(dict(told.evidence[0].args))
    assert "OLLAMA_ORIGINS" in label
    assert PAGE in label


def test_the_policy_for_a_request_of_a_protocol_has_all_of_it() -> None:
    request = asking("mcp")
    sent = HttpRequest("POST", API, request.headers, "main")
    policy = policy_for(request, [Exchange(sent, HttpResponse(200, (ALLOW,)))])
    assert set(policy.methods) == {"GET", "POST", "DELETE"}
    assert set(policy.headers) == set(BY_ID["mcp"].allowed_headers)
    assert policy.expose_headers == ("Mcp-Session-Id",)
