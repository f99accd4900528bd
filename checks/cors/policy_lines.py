"""What the browsers print of a page's Content-Security-Policy, enforced or only reporting.

The texts are the browsers' own, facts recorded from Chromium 156, Firefox 153 and WebKitGTK 2.50.
"""

from __future__ import annotations

from checks.cors import console, csp
from checks.cors.console import Lines
from checks.cors.contexts import page_of
from checks.cors.csp import Directive
from checks.cors.model import Request
from checks.cors.step import Step

_OPAQUE_RESPONSE = (
    "The resource at “{url}” was blocked by OpaqueResponseBlocking. Reason: “after sniff: status code is not in "
    "allowed range”."
)
_OPAQUE_RESPONSE_END = "A resource is blocked by OpaqueResponseBlocking, please check browser console for details."
_NO_REPORT = (
    "Content-Security-Policy: This site ({page}) has a Report-Only policy without a report-uri directive nor a "
    "report-to directive. CSP will not block and cannot report violations of this policy."
)


def violated(step: Step, header: str | None) -> list[Directive]:
    """The directives by which a policy of the page forbids the step's URL."""
    if not header:
        return []
    redirected = len(step.url_list) > 1
    page = page_of(step.request)
    return list(csp.violated(header, step.request.made_by.directives, step.url, page, redirected=redirected))


def blocked(step: Step) -> Lines:
    """The lines of a request that an enforced policy blocks."""
    by_browser = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}
    name = step.browser.name
    found = violated(step, step.request.content_security_policy)
    lines = tuple(by_browser[name](step, directive, report_only=False) for directive in found)
    beside = _once(step)
    by_fetch = step.request.initiator == "fetch" and len(step.url_list) == 1
    lines = (*beside, *lines) if name == "chromium" and not by_fetch else (*lines, *beside)
    return _ENDS[name](step, lines)


def reported(step: Step, *, again: bool = False) -> Lines:
    """The lines of a policy that only reports, at each URL; `again`: where the preflight goes before the request,
    about which Firefox asks too."""
    name = step.browser.name
    if not step.browser.prints or (again and name != "firefox"):
        return ()
    if violated(step, step.request.content_security_policy):
        # The lines stand beside those of what blocks.
        return ()
    twice = len(step.url_list) == 1 and name in step.request.made_by.asks_policy_twice
    return _once(step) * 2 if twice else _once(step)


def _once(step: Step) -> Lines:
    found = violated(step, step.request.content_security_policy_report_only)
    by_browser = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}
    return tuple(by_browser[step.browser.name](step, directive, report_only=True) for directive in found)


def unreported(request: Request, browser: str) -> Lines:
    """What Firefox says of a page whose policy can neither block nor report."""
    header = request.content_security_policy_report_only
    if not header or browser != "firefox" or csp.reports(header):
        return ()
    return (_NO_REPORT.format(page=page_of(request)),)


def _chromium(step: Step, directive: Directive, *, report_only: bool) -> str:
    chain, act = step.request.made_by.directives, step.request.made_by.chromium_policy
    line = f"{act} '{step.url.href}' violates the following Content Security Policy directive: \"{directive.text}\"."
    if directive.name != chain[0]:
        line += f" Note that '{chain[0]}' was not explicitly set, so '{directive.name}' is used as a fallback."
    if report_only:
        reported = "The policy is report-only, so the violation has been logged but no further action has been taken."
        return f"{line} {reported}"
    return f"{line} The action has been blocked."


def _firefox(step: Step, directive: Directive, *, report_only: bool) -> str:
    made_by = step.request.made_by
    told = made_by.firefox_policy.format(effective=made_by.directives[0], url=step.url.href)
    start = "Content-Security-Policy: The page’s settings "
    if report_only:
        told = told.replace("blocked", "would block", 1)
        start = "Content-Security-Policy: (Report-Only policy) The page’s settings "
    written = [_as_firefox_writes(source, page_of(step.request)) for source in directive.sources]
    sources = " ".join(source for source in written if source != "'none'" or len(written) == 1)
    return f"{start}{told} because it violates the following directive: “{directive.name} {sources}”"


def _as_firefox_writes(source: str, page: str) -> str:
    """Hosts in lower case, with the page's scheme where they have none."""
    scheme, colon, _ = page.partition("://")
    bare = not source.startswith("'") and "://" not in source and not source.endswith(":") and source != "*"
    if bare and colon:
        source = f"{scheme}://{source}"
    start, separator, rest = source.partition("://")
    host, slash, path = rest.partition("/")
    return f"{start}{separator}{host}{slash}".lower() + path if separator else source


def _webkit(step: Step, directive: Directive, *, report_only: bool) -> str:
    wanted = step.request.made_by.directives[0].removesuffix("-elem")
    act = "connect to" if wanted == "connect-src" else "load"
    start = f"Refused to {act} {step.url.href} because it does not appear in the {wanted} directive"
    if directive.name == "default-src":
        start = (
            f"Refused to {act} {step.url.href} because it appears in neither the {wanted} directive nor the "
            "default-src directive"
        )
    return f"{'[Report Only] ' if report_only else ''}{start} of the Content Security Policy."


def _chromium_end(step: Step, lines: Lines) -> Lines:
    if step.request.initiator != "fetch" or len(step.url_list) > 1:
        return lines
    refused = "Refused to connect because it violates the document's Content Security Policy."
    return (*lines, f"Fetch API cannot load {step.url.href}. {refused}")


def _firefox_end(step: Step, lines: Lines) -> Lines:
    """Firefox asks in silence about a preload; it names first what an element lacks, and after a redirect the first
    URL."""
    if step.request.initiator == "preload":
        return ()
    if len(step.url_list) == 1:
        return (*console.firefox_unsent(step), *lines)
    end = console.firefox_element(step)
    if step.cors:
        did_not = console.firefox_line(step.first_url.href, "CORS request did not succeed", null_status=True)
        module = (console.firefox_module_type(step, ""),) if step.request.initiator == "module-script" else ()
        return (*lines, *module, did_not, *end)
    if step.request.initiator == "script":
        return (_OPAQUE_RESPONSE.format(url=step.first_url.href), *lines, _OPAQUE_RESPONSE_END, *end)
    return lines


def _webkit_end(step: Step, lines: Lines) -> Lines:
    """After a redirect WebKit's loader, which knows CORS only, says what it could not load."""
    if len(step.url_list) == 1:
        return lines
    connects = step.request.made_by.directives[0] == "connect-src"
    reason = "Blocked by Content Security Policy." if connects else None
    return (*lines, *console.webkit(step, reason))


_ENDS = {"chromium": _chromium_end, "firefox": _firefox_end, "webkit": _webkit_end}
