"""Subresource Integrity: a hash of the content that the page expects, and the policy that requires one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.cors import console
from checks.cors.model import Evidence, Request
from checks.cors.rules import examples as x
from checks.cors.rules.base import Reply, blocking
from checks.cors.rules.plan import request_field
from checks.cors.step import Step

_BLOCKED = re.compile(r"(?:\A|,)\s*blocked-destinations\s*=\s*\(([^()]*)\)")
_SCRIPT = Reply(200, (x.ORIGIN, ("Content-Type", "text/javascript")))
_POLICY = "blocked-destinations=(script)"


_SCRIPTS = frozenset({"script", "module-script", "modulepreload"})
# A worker has a policy of its own.
_WITH_POLICY = frozenset({"document", "srcdoc-frame", "blank-frame", "blob-frame"})


def sets_hash(request: Request) -> bool:
    """Whether the code sets a hash, of the response or of another."""
    return request.integrity or request.integrity_mismatch


def _blocks_scripts(policy: str) -> bool:
    return any("script" in match[1].split() for match in _BLOCKED.finditer(policy))


def _lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """Firefox alone prints, and nothing of what is only loaded ahead."""
    if step.browser.name != "firefox" or step.request.initiator not in ("script", "module-script"):
        return ()
    url = step.url.href
    kind = "<script>" if step.request.initiator == "script" else "module"
    return (
        f"The page’s settings blocked a script at {url} from being loaded because it is missing integrity metadata.",
        f"Loading failed for the {kind} with source “{url}”.",
    )


@blocking(
    "integrity-policy-blocks",
    title="The page's Integrity-Policy blocks scripts without integrity or CORS",
    label="the policy requires integrity for scripts, and integrity requires CORS",
    remedy="Add integrity and crossorigin to the script, and have its server send Access-Control-Allow-Origin.",
    spec="https://w3c.github.io/webappsec-subresource-integrity/#integrity-policy-section",
    mdn="Reference/Headers/Integrity-Policy",
    console=_lines,
    broken=x.simple(_SCRIPT, initiator="script", mode="no-cors", credentials="include", integrity_policy=_POLICY),
    right=x.simple(_SCRIPT, initiator="script", integrity_policy=_POLICY, integrity=True),
)
def integrity_policy_blocks(step: Step) -> Iterator[Evidence]:
    """
    The page's server requires a hash for scripts: `Integrity-Policy: blocked-destinations=(script)`. A script without
    an integrity attribute is not requested; neither is one without crossorigin, even with a hash, because what is
    loaded without CORS cannot be checked. This includes module scripts and preloads. All three browsers do this; only
    Firefox prints why.
    """
    request = step.request
    policy = request.integrity_policy
    if not policy or request.context not in _WITH_POLICY or not _blocks_scripts(policy):
        return
    script = request.initiator in _SCRIPTS or (request.initiator == "preload" and request.preload_as == "script")
    if script and (step.no_cors or not sets_hash(request)):
        yield request_field("integrity_policy", policy)


# What looks at the integrity attribute or option, by what WebKit calls it.
_CHECKED = {"fetch": "", "script": "script", "module-script": "", "stylesheet": "stylesheet"}


def _ineligible(step: Step) -> bool:
    """Whether what was loaded may not be compared: it came from another origin without CORS."""
    return step.no_cors and any(url.origin != step.request.origin for url in step.url_list)


def _integrity_lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    """The hash of the content is not known here, nor are the page's."""
    url, is_fetch = step.first_url.href, step.request.initiator == "fetch"
    if step.browser.name == "firefox":
        if _ineligible(step):
            return (f"“{url}” is not eligible for integrity checks since it’s neither CORS-enabled nor same-origin.",)
        return (console.firefox_integrity(url, "…"),)
    if step.browser.name == "webkit":
        size = (step.response and step.response.get("content-length")) or "…"
        failed = (
            f"Failed integrity metadata check. Content length: {size}, Expected content length: {size}, Expected "
            "metadata: …"
        )
        if is_fetch:
            return console.webkit(step, f"Failed integrity metadata check. {url}. {failed}")
        kind = _CHECKED[step.request.initiator]
        return (f"Cannot load {kind} {url}. {failed}",) if kind else ()
    last = (f"Fetch API cannot load {url}. SRI's integrity checks failed.",) if is_fetch else ()
    return (_chromium_line(step, url), *last)


def _chromium_line(step: Step, url: str) -> str:
    told = f"Subresource Integrity: The resource '{url}' has an integrity attribute, but the "
    if not _ineligible(step):
        return (
            f"Failed to find a valid digest in the 'integrity' attribute for resource '{url}' with computed SHA-256 "
            "integrity '…'. The resource has been blocked."
        )
    if step.request.initiator == "fetch":
        return f"{told}response is not eligible for integrity validation."
    return (
        f"{told}resource requires the request to be CORS enabled to check the integrity, and it is not. The resource "
        "has been blocked because the integrity cannot be enforced."
    )


@blocking(
    "integrity-fails",
    title="The integrity check of the response fails",
    label="{why}",
    remedy="Load it with CORS (crossorigin, or mode cors), have its server send Access-Control-Allow-Origin, and "
    "update the hash whenever the file changes.",
    spec="https://w3c.github.io/webappsec-subresource-integrity/#integrity-policy-section",
    mdn="../Security/Defenses/Subresource_Integrity",
    console=_integrity_lines,
    broken=x.simple(_SCRIPT, initiator="script", mode="no-cors", credentials="include", integrity=True),
    right=x.simple(_SCRIPT, initiator="script", integrity=True),
)
def integrity_fails(step: Step) -> Iterator[Evidence]:
    """
    With an integrity hash the browser compares the response with it. It may do so only for its own origin or with CORS:
    what comes from another origin in mode no-cors fails even if the hash is right. The request is sent, and its
    response is thrown away.
    """
    request = step.request
    if not sets_hash(request) or request.initiator not in _CHECKED:
        return
    if _ineligible(step):
        yield request_field("integrity", "true", why="a response without CORS cannot be compared with the hash")
    elif request.integrity_mismatch:
        yield request_field("integrity_mismatch", "true", why="the response has another hash than the code expects")
