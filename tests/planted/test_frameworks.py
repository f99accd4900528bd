"""Real frameworks with the settings that people copy: the dangerous ones are found, the right ones are not accused."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from checks.cors.judge import Judgement, conclude
from checks.cors.model import Request
from checks.cors.rules import RULES
from checks.probing.addresses import IPAddress
from checks.probing.driver import Prober, run
from checks.probing.guard import Guard
from tests.fixes import needs
from tests.fixes.proofs import PROOFS
from tests.fixes.servers import running

PAGE = "http://app.example.com"
FLASK = "from flask_cors import CORS\nCORS(app, {})\n"
EXPRESS = 'app.use(require("cors")({}));\n'
STARLETTE = "from starlette.middleware.cors import CORSMiddleware\napp = CORSMiddleware(app, {})\n"
DJANGO = (
    'INSTALLED_APPS = [*INSTALLED_APPS, "corsheaders"]\n'
    'MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *MIDDLEWARE]\n{}\n'
)
ANYONE = {"origin-reflected-credentials"}
# Framework, settings, what must be found.
CASES = [
    ("express", EXPRESS, "", set()),
    ("express", EXPRESS, '{ origin: ["http://app.example.com"], credentials: true }', set()),
    ("express", EXPRESS, "{ origin: true, credentials: true }", ANYONE),
    ("express", EXPRESS, "{ origin: true }", set()),
    ("express", EXPRESS, "{ origin: /example\\.com$/, credentials: true }", {"origin-suffix-match"}),
    ("express", EXPRESS, "{ origin: [/^http:\\/\\/app.example\\.com$/], credentials: true }", {"origin-unescaped-dot"}),
    ("express", EXPRESS, "{ origin: /^http:\\/\\/app\\.example\\.com/, credentials: true }", {"origin-prefix-match"}),
    ("flask-cors", FLASK, "", set()),
    ("flask-cors", FLASK, 'origins=["http://app.example.com"], supports_credentials=True', set()),
    ("flask-cors", FLASK, "supports_credentials=True", ANYONE),
    ("flask-cors", FLASK, 'origins=r"http://app\\.example\\.com", supports_credentials=True', {"origin-prefix-match"}),
    ("fastapi", STARLETTE, 'allow_origins=["*"]', set()),
    ("fastapi", STARLETTE, 'allow_origins=["http://app.example.com"], allow_credentials=True', set()),
    ("fastapi", STARLETTE, 'allow_origins=["*"], allow_credentials=True', ANYONE),
    (
        "fastapi",
        STARLETTE,
        'allow_origin_regex=r"http://.*example\\.com", allow_credentials=True',
        {"origin-suffix-match"},
    ),
    ("django-cors-headers", DJANGO, "CORS_ALLOW_ALL_ORIGINS = True", set()),
    ("django-cors-headers", DJANGO, 'CORS_ALLOWED_ORIGINS = ["http://app.example.com"]', set()),
    ("django-cors-headers", DJANGO, "CORS_ALLOW_ALL_ORIGINS = True\nCORS_ALLOW_CREDENTIALS = True", ANYONE),
    (
        "django-cors-headers",
        DJANGO,
        'CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://app\\.example\\.com"]\nCORS_ALLOW_CREDENTIALS = True',
        {"origin-prefix-match"},
    ),
]


async def check(port: int) -> Judgement:
    async def resolve(name: str) -> list[IPAddress]:
        return [ip_address("127.0.0.1")]

    guard = Guard(ports=None, allow=[ip_network("127.0.0.0/8")], resolve=resolve)
    request = Request(f"http://api.example.net:{port}/items", PAGE)
    conversation = await run(request, Prober(guard, user_agent="planted"), probes=True)
    return conclude(request, conversation.outcomes, conversation.probes)


@pytest.mark.prove
@pytest.mark.parametrize(("framework", "code", "settings", "expected"), CASES)
async def test_a_real_framework(framework: str, code: str, settings: str, expected: set[str], tmp_path: Path) -> None:
    try:
        with running(PROOFS[framework], tmp_path, code.replace("{}", settings)) as port:
            judgement = await check(port)
    except needs.MissingError as missing:
        needs.require(False, str(missing))
        return
    graded = {(finding.rule, finding.severity or RULES[finding.rule].severity) for finding in judgement.findings}
    assert {rule for rule, severity in graded if severity in ("error", "security")} == expected
    assert judgement.verdict == "allowed"
