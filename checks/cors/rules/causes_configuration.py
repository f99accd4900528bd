"""What a server's configuration loses on the way: header lines, or the whole application."""

from __future__ import annotations

from checks.cors import lost_lines, not_running
from checks.cors.rules import examples as x
from checks.cors.rules.causes import MISSING, PREFLIGHT, cause

_SERVER = ("Server", "nginx")
_OWN = ("X-Content-Type-Options", "nosniff")

cause(
    "header-lines-left-out",
    lost_lines.header_lines_left_out,
    ("allow-origin-missing", "allow-origin-only-preflight"),
    """
    The CORS headers are set for the whole server, but a block with a header of its own serves this URL. In nginx, a
    `location` or `if` with one `add_header` line inherits none of the outer ones; in lighttpd, the `setenv` lines of a
    condition replace those outside it. So one harmless line, for caching or security, removes the CORS headers from
    that block's responses only.
    """,
    title="A configuration block with its own header drops the CORS headers",
    label="this line is here but Access-Control-Allow-Origin is not; {other} has it",
    remedy="In nginx, repeat the CORS add_header lines in that location, or include them there and in the server from"
    " one file; in lighttpd, repeat the setenv lines in the condition.",
    spec="cors-check",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), _SERVER), x.reply(_SERVER, _OWN)),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), _SERVER, _OWN), x.reply(x.ORIGIN, _SERVER, _OWN)),
)
cause(
    "application-not-running",
    not_running.application_not_running,
    (*MISSING, *PREFLIGHT),
    """
    The application crashed at startup, sleeps, was never deployed, or listens on another port than the platform
    expects. A layer in front responded instead, without CORS headers, so the browser reports CORS. Tomcat responds to
    every path with 404 and no message then, but so does a running application that has none of these paths.
    """,
    title="No application is running behind this URL",
    label="status {status}{by}: {told}",
    remedy="Read the startup log: an exception there keeps the whole application from running, as Tomcat's CorsFilter"
    " throws for * together with credentials. On a platform, look at the deployment, and have it listen on "
    "PORT.",
    broken=x.simple(x.reply(("X-Render-Routing", "no-server"), status=404)),
    right=x.simple(x.READABLE),
)
