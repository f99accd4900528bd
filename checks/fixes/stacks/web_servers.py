"""Web servers and reverse proxies."""

from checks.fixes.stacks.base import Stack

WEB_SERVERS = (
    Stack(
        id="nginx",
        title="nginx as a reverse proxy",
        family="web-server",
        language="nginx",
        filename="api.conf",
        notes=(
            "The maps belong outside `server { }`, for example at the top of the same file in conf.d. Keep your own"
            " listen, server_name and proxy_pass.",
            "A location with an add_header of its own loses all of these: repeat them there, or move that header up.",
            "`always` keeps the headers on 401, 404, 500 and 502. Do not put add_header into an `if`: it drops all"
            " the others on exactly the preflight.",
            "proxy_hide_header drops what the application behind sends, so that no header arrives twice.",
            "auth_basic and auth_request are fine: `return` comes before them, so the preflight needs no login.",
        ),
    ),
)
