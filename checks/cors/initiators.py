"""What makes requests: one row each, with what it is called on the wire and in the browsers' lines, and nowhere else.

Recorded from Chromium 156, Firefox 153 ESR and WebKitGTK 2.50.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_SCRIPT_POLICY = ("script-src-elem", "script-src", "default-src")


@dataclass(frozen=True, slots=True)
class Initiator:
    """What makes a request.

    destination: its Sec-Fetch-Dest (https://fetch.spec.whatwg.org/#concept-request-destination).
    scripted: page code chooses method, headers and body, so that a preflight may be needed.
    upgraded: an https page asks for it over https where it says http.
    mode: the only mode that it can have, None where it may have several.
    own_origin: the browsers that name the page's origin to the page's own server, in mode cors.
    throws: the browsers whose API throws, or says false, for what blocks before anything is sent.
    answered: page code learns what became of it. missing: the browsers that do not have it.
    needs_success: the browsers that cannot use an error status; needs_body: none of them can use an empty answer.
    fires_load: the browsers that report success although CORS blocked it.
    same_origin: the browsers that ask other origins only with the crossorigin attribute.
    redirects_include: the browsers that judge its redirects as if its credentials mode were include.
    types: the media types that it accepts, `+json` for all that end so; whole_type: without a parameter.
    chromium_module: what kind of module script Chromium expects; firefox_module: what Firefox calls it where the type
        is wrong, None where it does not name the type.
    printed: what becomes of it is printed. in_worker: a worker imports it.
    directives: the directive of a Content-Security-Policy that governs it, and those that stand in for it.
    chromium: what Chromium calls it where CORS blocks. chromium_mixed: where mixed content does; chromium_policy: how
        its line about a policy begins.
    firefox_policy: what Firefox says that a policy did; `{effective}` and `{url}` are filled in.
    says_not_allowed: WebKit adds that mixed content is not allowed, and what cannot be loaded.
    firefox_via: what Firefox calls it where it asks about the local network, None for the URL's scheme.
    firefox_end, webkit_end: what stands at the end of their lines about a block by CORS, with `{url}`; None for
        nothing. firefox_unsent: what Firefox says where nothing is sent.
    asks_policy_twice: browsers that ask the page's policy twice about its first URL.
    throws_by_policy: browsers in which a policy makes its constructor throw.
    """

    name: str
    destination: str = "empty"
    scripted: bool = False
    upgraded: bool = False
    mode: str | None = None
    own_origin: tuple[str, ...] = ("chromium", "webkit")
    throws: tuple[str, ...] = ()
    answered: bool = True
    missing: tuple[str, ...] = ()
    needs_success: tuple[str, ...] = ()
    needs_body: bool = False
    fires_load: tuple[str, ...] = ()
    same_origin: tuple[str, ...] = ()
    redirects_include: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    whole_type: bool = False
    chromium_module: str | None = None
    firefox_module: str | None = None
    printed: bool = True
    in_worker: bool = False
    directives: tuple[str, ...] = ("connect-src", "default-src")
    chromium: str = "resource"
    chromium_mixed: str = "resource"
    chromium_policy: str = "Connecting to"
    firefox_policy: str = "blocked the loading of a resource ({effective}) at {url}"
    says_not_allowed: bool = False
    firefox_via: str | None = None
    firefox_end: str | None = None
    webkit_end: str | None = None
    firefox_unsent: str | None = None
    asks_policy_twice: frozenset[str] = frozenset()
    throws_by_policy: frozenset[str] = frozenset()


def _font(failed: str, why: str) -> str:
    """Firefox names the family as the page does, which is not known here."""
    rule = 'font-family: "probe" style:normal weight:400 stretch:100 src index:0'
    return f"downloadable font: {failed} ({rule}): {why} source: {{url}}"


_EXECUTED = "blocked a script ({effective}) at {url} from being executed"
_APPLIED = "blocked a style ({effective}) at {url} from being applied"
_MODULE_END = "Module source URI is not allowed in this document: “{url}”."
_ALL = ("chromium", "firefox", "webkit")
_NO_CONNECTION = "Firefox can’t establish a connection to the server at {url}."
_BY_WEBKIT = frozenset({"webkit"})
_IMAGE_POLICY = ("img-src", "default-src")
_MEDIA_POLICY = ("media-src", "default-src")
SCRIPT_TYPES = frozenset(
    f"{kind}/{name}"
    for kind in ("text", "application")
    for name in ("javascript", "ecmascript", "x-javascript", "x-ecmascript")
) | {"text/jscript", "text/livescript", *(f"text/javascript1.{minor}" for minor in range(6))}
_LINES = (
    Initiator(
        "fetch",
        scripted=True,
        says_not_allowed=True,
        chromium="fetch",
        firefox_via="fetch",
        webkit_end="Fetch API cannot load {url} due to access control checks.",
        asks_policy_twice=frozenset({"chromium", "webkit"}),
    ),
    Initiator(
        "xmlhttprequest",
        scripted=True,
        says_not_allowed=True,
        chromium="XMLHttpRequest",
        chromium_mixed="XMLHttpRequest endpoint",
        firefox_via="xhr",
        webkit_end="XMLHttpRequest cannot load {url} due to access control checks.",
        asks_policy_twice=_BY_WEBKIT,
    ),
    Initiator(
        "img",
        "image",
        upgraded=True,
        directives=_IMAGE_POLICY,
        chromium="image",
        chromium_mixed="image",
        chromium_policy="Loading the image",
        webkit_end="Cannot load image {url} due to access control checks.",
    ),
    Initiator(
        "script",
        "script",
        directives=_SCRIPT_POLICY,
        chromium="script",
        chromium_mixed="script",
        chromium_policy="Loading the script",
        firefox_policy=_EXECUTED,
        firefox_end="<script> source URI is not allowed in this document: “{url}”.",
        firefox_unsent="Loading failed for the <script> with source “{url}”.",
        webkit_end="Cross-origin script load denied by Cross-Origin Resource Sharing policy.",
    ),
    Initiator(
        "module-script",
        "script",
        directives=_SCRIPT_POLICY,
        chromium="script",
        chromium_mixed="script",
        chromium_policy="Loading the script",
        firefox_policy=_EXECUTED,
        firefox_end=_MODULE_END,
        firefox_unsent="Loading failed for the module with source “{url}”.",
    ),
    Initiator(
        "stylesheet",
        "style",
        directives=("style-src-elem", "style-src", "default-src"),
        chromium="CSS stylesheet",
        chromium_mixed="stylesheet",
        chromium_policy="Loading the stylesheet",
        firefox_policy=_APPLIED,
    ),
    Initiator("preload", chromium="link element resource", fires_load=("firefox",)),
    Initiator(
        "font",
        "font",
        directives=("font-src", "default-src"),
        chromium="font",
        chromium_mixed="font",
        chromium_policy="Loading the font",
        firefox_end=_font("download failed", "bad URI or cross-site access not allowed"),
        firefox_unsent=_font("failed to start download", "content blocked"),
    ),
    Initiator(
        "eventsource",
        says_not_allowed=True,
        own_origin=(),
        chromium_mixed="EventSource endpoint",
        firefox_end=_NO_CONNECTION,
        firefox_unsent=_NO_CONNECTION,
        webkit_end="EventSource cannot load {url} due to access control checks.",
        asks_policy_twice=_BY_WEBKIT,
        throws_by_policy=_BY_WEBKIT,
    ),
    *(
        Initiator(
            name,
            name,
            upgraded=True,
            own_origin=("webkit",),
            needs_success=_ALL,
            needs_body=True,
            directives=_MEDIA_POLICY,
            chromium=name,
            chromium_mixed=name,
        )
        for name in ("video", "audio")
    ),
    Initiator(
        "track",
        "track",
        needs_success=("webkit",),
        needs_body=True,
        same_origin=("chromium", "firefox"),
        directives=_MEDIA_POLICY,
        chromium="text track",
        webkit_end="Cross-origin text track load denied by Cross-Origin Resource Sharing policy.",
    ),
    Initiator(
        "beacon",
        scripted=True,
        says_not_allowed=True,
        answered=False,
        throws=_ALL,
        chromium_mixed="Beacon endpoint",
        webkit_end="Beacon API cannot load {url}. {reason}",
    ),
    Initiator("websocket", mode="cors", throws_by_policy=frozenset({"firefox", "webkit"})),
    *(
        Initiator(
            name,
            "worker",
            mode="same-origin",
            throws=("chromium", "webkit"),
            directives=("worker-src", "child-src", *_SCRIPT_POLICY),
            chromium="script",
            webkit_end="Cannot load {url} due to access control checks.",
        )
        for name in ("worker-script", "worker-module")
    ),
    Initiator(
        "import-scripts",
        "script",
        mode="no-cors",
        in_worker=True,
        throws=("chromium", "webkit"),
        directives=_SCRIPT_POLICY,
        chromium="script",
    ),
    Initiator(
        "worker-static-import",
        "script",
        mode="cors",
        in_worker=True,
        throws=("chromium", "webkit"),
        own_origin=("chromium",),
        directives=_SCRIPT_POLICY,
        chromium="script",
        webkit_end="Importing a module script failed.",
    ),
    Initiator(
        "worker-import",
        "script",
        mode="cors",
        in_worker=True,
        throws=("chromium", "webkit"),
        own_origin=("chromium",),
        directives=_SCRIPT_POLICY,
        chromium="script",
    ),
    Initiator(
        "manifest",
        "manifest",
        mode="cors",
        own_origin=(),
        missing=("webkit",),
        needs_success=_ALL,
        directives=("manifest-src", "default-src"),
        chromium="manifest",
    ),
    Initiator("prefetch", missing=("webkit",), fires_load=("firefox",), chromium="link prefetch resource"),
    Initiator(
        "modulepreload",
        "script",
        mode="cors",
        needs_success=_ALL,
        fires_load=("firefox",),
        redirects_include=("webkit",),
        types=SCRIPT_TYPES,
        directives=_SCRIPT_POLICY,
        chromium="script",
        chromium_module="JavaScript-or-Wasm",
        firefox_module="module",
    ),
    Initiator("css-image", "image", directives=_IMAGE_POLICY, chromium="image", chromium_mixed="image"),
    Initiator(
        "json-module",
        "json",
        mode="cors",
        needs_success=_ALL,
        needs_body=True,
        types=frozenset({"application/json", "text/json", "+json"}),
        directives=_SCRIPT_POLICY,
        chromium="script",
        chromium_module="JSON",
        firefox_module="JSON module",
        firefox_end=_MODULE_END,
    ),
    Initiator(
        "css-module",
        "style",
        mode="cors",
        missing=("webkit",),
        needs_success=_ALL,
        types=frozenset({"text/css"}),
        directives=_SCRIPT_POLICY,
        chromium="script",
        chromium_module="CSS",
        firefox_end=_MODULE_END,
    ),
    Initiator(
        "wasm",
        scripted=True,
        needs_success=_ALL,
        needs_body=True,
        types=frozenset({"application/wasm"}),
        whole_type=True,
        chromium="fetch",
        webkit_end="Fetch API cannot load {url} due to access control checks.",
    ),
    Initiator("fetch-later", scripted=True, answered=False, throws=_ALL, missing=("firefox", "webkit"), printed=False),
)
INITIATORS = {line.name: line for line in _LINES}


def _preloading(destination: str, like: str) -> Initiator:
    """A preload of what another initiator then uses: it goes by that one's policy and by its name in the lines."""
    user = INITIATORS[like]
    return replace(
        INITIATORS["preload"],
        destination=destination,
        directives=user.directives,
        chromium=user.chromium,
        chromium_mixed=user.chromium_mixed,
        chromium_policy=user.chromium_policy,
    )


def _preloading_module(like: str) -> Initiator:
    """A modulepreload of what is no script: Chromium's alone, to Safari all of it is script."""
    user = INITIATORS[like]
    return replace(
        INITIATORS["modulepreload"],
        destination=user.destination,
        types=user.types,
        missing=("firefox",),
        chromium_module=user.chromium_module,
    )


# By initiator and `as` attribute; another preload is loaded by no browser.
PRELOADS = {
    ("preload", "fetch"): INITIATORS["preload"],
    ("preload", "script"): _preloading("script", "script"),
    ("preload", "style"): _preloading("style", "stylesheet"),
    ("preload", "image"): _preloading("image", "img"),
    ("preload", "font"): _preloading("font", "font"),
    ("preload", "track"): replace(_preloading("track", "track"), missing=("firefox",)),
    ("modulepreload", "json"): _preloading_module("json-module"),
    ("modulepreload", "style"): _preloading_module("css-module"),
}
