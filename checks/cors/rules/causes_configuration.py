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
    The CORS headers are set for the whole server, and this address lies in a block that adds a header of its own. In
    nginx a `location` or `if` with one `add_header` line takes over none of those around it, and in lighttpd the
    `setenv` lines of a condition replace those outside. So one harmless line, for caches or for security, takes the
    CORS headers away from that block's answers, while other answers of the same server keep them.
    """,
    title="A block of the configuration adds a header, and so loses the CORS headers set around it",
    label="this line is here and Access-Control-Allow-Origin is not; {other} has it",
    remedy="In nginx repeat the CORS add_header lines in that location, or include them there and in the server from "
    "one file; in lighttpd repeat the setenv lines in the condition.",
    spec="cors-check",
    broken=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), _SERVER), x.reply(_SERVER, _OWN)),
    right=x.put(x.preflight(x.ORIGIN, x.methods("PUT"), _SERVER, _OWN), x.reply(x.ORIGIN, _SERVER, _OWN)),
)
cause(
    "application-not-running",
    not_running.application_not_running,
    (*MISSING, *PREFLIGHT),
    """
    What stands before the application answered in its place, for there is none: it crashed at its start, sleeps, was
    never deployed, or listens on another port than the platform expects. That answer has no CORS headers, so that the
    browser reports CORS. Tomcat then answers every path with 404 and no message, as an application of its own may do
    that has none of these paths.
    """,
    title="No application is running behind this address",
    label="status {status}{by}: {told}",
    remedy="Read the log of the start: an exception there keeps all of it from running, such as Tomcat's CorsFilter "
    "throws for * together with credentials. On a platform look at the deployment, and have it listen on PORT.",
    broken=x.simple(x.reply(("X-Render-Routing", "no-server"), status=404)),
    right=x.simple(x.READABLE),
)
