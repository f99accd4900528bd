"""A page's Integrity-Policy, by which browsers load no script whose content they cannot compare with a hash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors.model import Evidence
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step

_BLOCKED = re.compile(r"(?:\A|,)\s*blocked-destinations\s*=\s*\(([^()]*)\)")
_SCRIPT = Reply(200, (x.ORIGIN, ("Content-Type", "text/javascript")))
_POLICY = "blocked-destinations=(script)"


def _blocks_scripts(policy: str) -> bool:
    return any("script" in match[1].split() for match in _BLOCKED.finditer(policy))


def _lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """Firefox alone prints."""
    if step.browser.name != "firefox":
        return ()
    url = step.url.href
    return (
        f"The page’s settings blocked a script at {url} from being loaded because it is missing integrity metadata.",
        f"Loading failed for the <script> with source “{url}”.",
    )


@blocking(
    "integrity-policy-blocks",
    title="The page's Integrity-Policy blocks scripts loaded without CORS",
    label="the policy requires integrity for scripts, and integrity requires CORS",
    remedy="Add integrity and crossorigin to the script, and have its server send Access-Control-Allow-Origin.",
    spec="https://w3c.github.io/webappsec-subresource-integrity/#integrity-policy-section",
    mdn="Reference/Headers/Integrity-Policy",
    console=_lines,
    broken=x.simple(_SCRIPT, initiator="script", mode="no-cors", credentials="include", integrity_policy=_POLICY),
    right=x.simple(_SCRIPT, initiator="script", integrity_policy=_POLICY),
)
def integrity_policy_blocks(step: Step) -> Iterator[Evidence]:
    """
    The page's server requires a hash for scripts: `Integrity-Policy: blocked-destinations=(script)`. Without
    crossorigin a script is loaded without CORS and cannot be checked, so the browser sends no request, even if the
    element has an integrity attribute. All three browsers do this; only Firefox prints why.
    """
    policy = step.request.integrity_policy
    if policy and step.no_cors and step.request.initiator == "script" and _blocks_scripts(policy):
        yield request_field("integrity_policy", policy)
