"""Proxies under the page's own origin: the answer while developing, and where the server is not the user's."""

from checks.fixes.stacks.base import Stack

NOT_YOURS = (
    "For a server that is not yours: the browser asks your own origin, so that no CORS is left. Let the page fetch"
    " `/api/…` instead of the server's address."
)
OWN_COOKIES = (
    "A proxy passes the cookies of the page's own site on to the foreign server; here they are sent empty. Drop that"
    " line only if the server is yours and needs them."
)
DEVELOPMENT_ONLY = (
    "It answers while you develop. In production your own server does the same, as in the fix for nginx as a proxy;"
    " a public CORS proxy would read and change everything that passes."
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
            "Keep the rest of your configuration. `devServer.headers` is no substitute: it cannot answer a preflight.",
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
        not_run="Create React App is retired; the proxy of webpack-dev-server, on which it rests, is proven.",
    ),
    Stack(
        id="nginx-proxy",
        title="nginx in front of the page and a foreign API",
        family="development",
        language="nginx",
        filename="app.conf",
        notes=(
            NOT_YOURS,
            "Name one API only, never an address from the request: that would be an open proxy into your network.",
            OWN_COOKIES,
            "Add a key for the API here with proxy_set_header rather than in the page.",
        ),
        same_origin=True,
    ),
)
