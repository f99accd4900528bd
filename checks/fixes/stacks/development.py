"""Proxies under the page's own origin: the answer while developing, and where the server is not the user's."""

from checks.fixes.stacks.base import Stack

NOT_YOURS = (
    "For a server that is not yours: the browser sends the request to your own origin, so CORS does not apply. "
    "Let the page fetch `/api/…` instead of the server's URL."
)
OWN_COOKIES = (
    "A proxy would forward your site's cookies to the other server; here they are sent empty. Remove that line "
    "only if the server is yours and needs them."
)
DEVELOPMENT_ONLY = (
    "This is for development. In production your own server does the same, as in the fix for nginx as a proxy; a "
    "public CORS proxy could read and change everything."
)

DEVELOPMENT = (
    Stack(
        id="vite",
        title="Vite, server.proxy",
        family="development",
        language="javascript",
        filename="vite.config.js",
        notes=(NOT_YOURS, OWN_COOKIES, DEVELOPMENT_ONLY, "Keep your plugins beside `server`, and restart Vite."),
        same_origin=True,
    ),
    Stack(
        id="webpack",
        title="webpack-dev-server, proxy",
        family="development",
        language="javascript",
        filename="webpack.config.js",
        notes=(
            NOT_YOURS,
            OWN_COOKIES,
            DEVELOPMENT_ONLY,
            "Keep the rest of your configuration. `devServer.headers` is no substitute: it cannot handle a preflight.",
        ),
        same_origin=True,
    ),
    Stack(
        id="create-react-app",
        title="Create React App, setupProxy",
        family="development",
        language="javascript",
        filename="setupProxy.js",
        notes=(
            NOT_YOURS,
            OWN_COOKIES,
            DEVELOPMENT_ONLY,
            "Install it with `npm install http-proxy-middleware`, and save this as src/setupProxy.js.",
        ),
        same_origin=True,
        not_run="Create React App is retired; webpack-dev-server's proxy, which it uses, is tested.",
    ),
    Stack(
        id="nginx-proxy",
        title="nginx in front of the page and another API",
        family="development",
        language="nginx",
        filename="app.conf",
        notes=(
            NOT_YOURS,
            "Name only one API, never a URL from the request: that would be an open proxy into your network.",
            OWN_COOKIES,
            "Add an API key here with proxy_set_header rather than in the page.",
        ),
        same_origin=True,
    ),
)
