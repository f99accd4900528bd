"""The browsers' frames around a reason: who asked, for which URL, from which origin, and what for."""

from __future__ import annotations

from checks.inputs.console.wording import Wording


def _frames(browser: str, *texts: str, says: str = "") -> tuple[Wording, ...]:
    return tuple(Wording(text, browser=browser, frame=True, says=says) for text in texts)


CHECKS = (
    "“due to access control checks” gives no reason: Safari uses these words for every blocked load, whether the "
    "cause is CORS, a redirect, a certificate, or a page that was left. Copy the line above it in the console "
    "too, and look at the request in the Network tab."
)


POLICY = "“blocked by CORS policy” gives no reason by itself: the words after it do. Copy the whole line."
PREFLIGHT_FAILED = (
    "preflight-not-routed",
    "preflight-status",
    "preflight-auth",
    "preflight-forbidden",
    "preflight-redirect",
    "allow-origin-missing",
)
# Chromium's words before the reason why a preflight's response does not do.
PREFLIGHT = Wording(
    "Response to preflight request doesn't pass access control check", PREFLIGHT_FAILED, preflight=True, frame=True
)
FRAMES = (
    PREFLIGHT,
    *_frames(
        "chromium",
        "Access to {kind} at {url} from origin {origin} has been blocked by CORS policy",
        "Access to {kind} at {url} from origin {origin}",
        "Access to {kind} at {url}",
        "Redirect from {hop} has been blocked by CORS policy",
        "{kind} from origin {at} has been blocked from loading by Cross-Origin Resource Sharing policy",
        "Failed to load {url}",
        "XMLHttpRequest cannot load {url}",
        "Fetch API cannot load {url}",
        "EventSource cannot load {url}",
        "Access blocked by CORS policy",
        "from origin {origin} has been blocked by CORS policy",
    ),
    *_frames("", "blocked by CORS policy", says=POLICY),
    *_frames(
        "firefox",
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url} (Reason",
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}",
        "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. "
        "(Reason",
    ),
    *_frames(
        "webkit",
        "{kind} cannot load {url} due to access control checks",
        "Cannot load {asked} due to access control checks",
        "Cross-origin {kind} load denied by Cross-Origin Resource Sharing policy",
        "Beacon API cannot load {url}",
        says=CHECKS,
    ),
    *_frames(
        "webkit",
        "Cross-origin redirection to {next} denied by Cross-Origin Resource Sharing policy",
    ),
)
