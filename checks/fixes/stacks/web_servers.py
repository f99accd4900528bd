"""Web servers and reverse proxies."""

from checks.fixes.stacks.base import Stack

WEB_SERVERS = (
    Stack(
        id="nginx",
        title="nginx as a reverse proxy",
        family="web-server",
        language="nginx",
        filename="api.conf",
        replaces=True,
        notes=(
            "The maps belong outside `server { }`, for example at the top of the same file in conf.d. Keep your own"
            " listen, server_name and proxy_pass.",
            "A location with its own add_header loses all of these: repeat them there, or move that header up.",
            "`always` keeps the headers on 401, 404, 500 and 502. Do not put add_header into an `if`: it drops "
            "all the others on exactly the preflight.",
            "proxy_hide_header drops what the application behind sends, so that no header is sent twice.",
            "auth_basic and auth_request are fine: `return` runs before them, so the preflight needs no login.",
        ),
    ),
    Stack(
        id="nginx-static",
        title="nginx for static files",
        family="web-server",
        language="nginx",
        filename="files.conf",
        notes=(
            "The maps belong outside `server { }`, for example at the top of the same file in conf.d. Keep your own"
            " listen, server_name and root.",
            "A location with its own add_header, for example for caching, loses all of these: repeat them there.",
            "Fonts and scripts need only `GET`; for files that every site may use, “*” without credentials is enough.",
        ),
    ),
    Stack(
        id="apache-htaccess",
        title="Apache .htaccess",
        family="web-server",
        language="apache",
        filename=".htaccess",
        replaces=True,
        notes=(
            "Put this at the top of the .htaccess, above other rewrite rules. It needs mod_headers and mod_rewrite"
            " (`a2enmod headers rewrite`) and `AllowOverride All`.",
            "`always` keeps the headers on 401, 404, 500 and on the 204; plain `Header set` loses them there.",
            "A login in the same .htaccess runs before the rewrite: write `<LimitExcept OPTIONS>` around "
            "`Require valid-user`, or the preflight gets a 401.",
        ),
    ),
    Stack(
        id="apache",
        title="Apache virtual host",
        family="web-server",
        language="apache",
        filename="api.conf",
        replaces=True,
        notes=(
            "It needs mod_headers, mod_rewrite and mod_proxy_http (`a2enmod headers rewrite proxy_http`). Keep your own"
            " ServerName and ProxyPass.",
            "`always` keeps the headers on 401, 404, 500 and 503; the application's headers are unset in "
            "Apache's other table, so that none is sent twice.",
            "Here the rewrite runs before a login, so the preflight needs none.",
        ),
    ),
    Stack(
        id="caddy",
        title="Caddy",
        family="web-server",
        language="caddyfile",
        filename="Caddyfile",
        replaces=True,
        notes=(
            "Keep your own address and reverse_proxy; the two `handle` blocks belong together.",
            "With basicauth, exclude the preflight with a matcher (`not` with the two lines of @preflight): "
            "Caddy runs it before handle.",
        ),
    ),
    Stack(
        id="haproxy",
        title="HAProxy",
        family="web-server",
        language="haproxy",
        filename="haproxy.cfg",
        replaces=True,
        notes=(
            "It needs HAProxy 2.2 or newer. Keep your own bind, default_backend and server.",
            "Put `http-request auth` below these lines, so that the preflight needs no login.",
        ),
    ),
    Stack(
        id="varnish",
        title="Varnish",
        family="web-server",
        language="vcl",
        filename="default.vcl",
        replaces=True,
        notes=(
            "Keep your own backend. If you already have these subroutines, put the lines at their top.",
            "If the application itself responds differently by Origin, keep its `Vary: Origin`.",
        ),
    ),
    Stack(
        id="lighttpd",
        title="lighttpd",
        family="web-server",
        language="lighttpd",
        filename="lighttpd.conf",
        replaces=True,
        subdomains=False,
        notes=(
            "lighttpd cannot send 204 by itself: install lighttpd-modules-lua, and save the one line `return "
            "204` as /etc/lighttpd/preflight.lua.",
            "Load mod_auth after mod_setenv and mod_magnet, so that the preflight needs no login and a 401 keeps these"
            " headers.",
            "Only the innermost setenv.set-response-header counts: repeat these lines in your own blocks further in.",
        ),
    ),
)
