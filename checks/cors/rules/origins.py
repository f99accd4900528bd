"""Who else may read the answer: origins that a server allows and should not, found by diagnostic requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checks.cors.hits import hits
from checks.cors.journey import Journey, is_probed
from checks.cors.lookalikes import TARGET
from checks.cors.model import Finding
from checks.cors.rules import examples as x
from checks.cors.rules.base import Advise, Severity, advice

ONLY_PAGE = re.escape(x.PAGE)
SECURE, API = "https://app.example.com", "https://api.example.com/items"
LABEL = "{origin} is allowed, {credentials} credentials"
COMPARE = "Compare the whole Origin, byte by byte, with a list of the origins that you trust."
RIGHT = x.allowing(ONLY_PAGE, x.CREDENTIALS)


def _found(rule_id: str, *names: str, credentials: bool | None = None, **told: str) -> Advise:
    """Fires on the probes of these names that were allowed, where asked only with or only without credentials; `told`
    adds an argument for a probe of that name."""

    def advise(journey: Journey) -> Iterator[Finding]:
        found = [
            hit.evidence(**({"parsers": told[stem]} if (stem := name.removesuffix(TARGET)) in told else {}))
            for name, hit in hits(journey).items()
            if name.removesuffix(TARGET) in names and credentials in (None, hit.credentials)
        ]
        if found:
            # Without credentials these sites read what every program can: no more than by repeating every origin.
            secret = any(("credentials", "with") in evidence.args for evidence in found)
            yield Finding(rule_id, tuple(found), severity=None if secret else Severity.WARNING)

    return advise


def _rule(
    rule_id: str,
    why: str,
    *names: str,
    credentials: bool | None = None,
    severity: Severity = Severity.SECURITY,
    **fields: Any,
) -> None:
    told = fields.pop("told", {})
    advise = _found(rule_id, *names, credentials=credentials, **told)
    advise.__doc__ = why
    defaults = {"label": LABEL, "remedy": COMPARE, "right": RIGHT, "spec": "cors-protocol-and-credentials"}
    advice(rule_id, severity, when=is_probed, **{**defaults, **fields})(advise)


_rule(
    "origin-reflected",
    """
    The server repeats any Origin. Without credentials that allows no more than `*`, but less visibly: caches must keep
    a response per site, and once someone adds Access-Control-Allow-Credentials, every site can read each user's data.
    """,
    "random-origin",
    credentials=False,
    severity=Severity.WARNING,
    title="Any origin is reflected, without credentials",
    remedy="Send * if the data is public; otherwise compare the Origin with a list of the origins that you trust.",
    broken=x.allowing(".+"),
    right=x.simple(x.reply(x.ANY_ORIGIN)),
)
_rule(
    "origin-reflected-credentials",
    """
    The server repeats any Origin, with credentials. Any site that a logged-in user opens can call this URL with the
    user's cookies and read the response: the browser's protection is switched off. Libraries do this when told to allow
    every origin and credentials too, since browsers refuse `*` there.
    """,
    "random-origin",
    "random-preflight",
    credentials=True,
    title="Any site may read it with the user's cookies",
    broken=x.allowing(".+", x.CREDENTIALS),
)
_rule(
    "null-origin-allowed",
    """
    Any site can send `null`, from a sandboxed frame, a data: URL or through a redirect, so allowing it allows everyone.
    Pages opened from disk have this origin too, which is how it gets onto lists during development.
    """,
    "null-origin",
    title="The origin null is allowed",
    label="null is allowed, {credentials} credentials; any site can send it from a sandboxed frame",
    remedy="Remove null from the list; during development, serve local pages from http://localhost.",
    mdn="Reference/Headers/Access-Control-Allow-Origin",
    broken=x.allowing(f"null|{ONLY_PAGE}", x.CREDENTIALS),
)
_rule(
    "origin-prefix-match",
    """
    The server only checks how the Origin begins. Anyone can give their domain a subdomain that begins with your host
    name, such as `app.example.com.attacker.example`.
    """,
    "prefix",
    "glued",
    title="Hosts that begin like an allowed one are allowed",
    broken=x.allowing(f"{ONLY_PAGE}.*", x.CREDENTIALS),
)
_rule(
    "origin-suffix-match",
    """
    The server only checks how the Origin ends, without a dot before it. Anyone can register a domain that ends with
    yours, such as `attackerexample.com`.
    """,
    "suffix",
    "suffix-host",
    title="Hosts that end like an allowed one are allowed",
    remedy="Compare whole origins; if subdomains must be allowed, require the dot before the domain.",
    broken=x.allowing("https?://.*example\\.com", x.CREDENTIALS),
)
_rule(
    "origin-unescaped-dot",
    """
    In a regular expression a dot matches any character. A pattern with the plain host name also matches names such as
    `appxexample.com`, which anyone can register.
    """,
    "unescaped-dot",
    title="An unescaped dot in the origin pattern matches any character",
    remedy="Escape every dot in the pattern and anchor both ends, or compare with a list of whole origins.",
    broken=x.allowing("http://app.example\\.com", x.CREDENTIALS),
)
_rule(
    "origin-contains",
    """
    The server accepts any Origin that contains the allowed host. Anyone who owns a domain can put your host name in
    front of it.
    """,
    "contains",
    title="Hosts that contain an allowed one are allowed",
    broken=x.allowing(".*app\\.example\\.com.*", x.CREDENTIALS),
)
_rule(
    "origin-special-chars",
    """
    Where a browser sends host names with that character, a subdomain of a foreign domain passes. Every browser sends
    underscores, Firefox and Safari also `$` and `+`, and Safari the backtick and most other punctuation.
    """,
    "special-underscore",
    "special-dollar",
    "special-backtick",
    title="The server ends the host name at a special character, browsers do not",
    label="{origin} is allowed, {credentials} credentials; {parsers} can send it",
    remedy="Parse the Origin as a URL and compare its whole host with a list.",
    broken=x.allowing(f"{ONLY_PAGE}([^.\\-a-zA-Z0-9:].*)?", x.CREDENTIALS),
    told={
        "special-underscore": "Chromium, Firefox and Safari",
        "special-dollar": "Firefox and Safari",
        "special-backtick": "Safari alone",
    },
)
_rule(
    "origin-any-subdomain",
    """
    Each of your subdomains may read this with the user's credentials. One forgotten name that points to a service you
    gave up, or a script injection on any of them, reaches this API too.
    """,
    "subdomain",
    "host-subdomain",
    credentials=True,
    title="Any subdomain is allowed, with credentials",
    remedy="List the subdomains that need it.",
    broken=x.allowing("http://([a-z0-9-]+\\.)*example\\.com", x.CREDENTIALS),
)
_rule(
    "origin-scheme-downgrade",
    """
    Your page is served over https. Anyone who controls the network, such as an open Wi-Fi, can impersonate the same
    host over http and read this API with the user's credentials.
    """,
    "http-twin",
    credentials=True,
    title="The allowed site is also allowed over plain http",
    remedy="Allow the https origin only.",
    broken=x.allowing("https?://app\\.example\\.com", x.CREDENTIALS, page=SECURE, url=API),
    right=x.allowing("https://app\\.example\\.com", x.CREDENTIALS, page=SECURE, url=API),
)
_rule(
    "origin-localhost",
    """
    Any program on the visitor's own machine, on any port, may read this with the visitor's credentials: a development
    setting that reached a server where other people log in.
    """,
    "localhost",
    credentials=True,
    title="Any localhost origin is allowed, with credentials",
    remedy="Allow localhost in development builds only, with its exact port.",
    broken=x.allowing(f"http://localhost:[0-9]+|{ONLY_PAGE}", x.CREDENTIALS),
)
_rule(
    "origin-port-any",
    """
    The server ignores the port. Another service on the same host, perhaps someone else's or an abandoned one, counts as
    your page.
    """,
    "other-port",
    title="The allowed host is allowed on any port",
    remedy="Compare the whole Origin, including the port.",
    broken=x.allowing(f"{ONLY_PAGE}(:[0-9]+)?", x.CREDENTIALS),
)
_rule(
    "origin-shared-hosting",
    """
    Anyone can publish a page there within a minute: on a domain that all customers and previews of a hosting service
    share, or on the origin where a playground runs its visitors' scripts, such as cdpn.io for CodePen and
    fiddle.jshell.net for JSFiddle. Every page there is allowed just like yours.
    """,
    "tenant",
    "named-tenant",
    "pages",
    "playground-codepen",
    "playground-jsfiddle",
    "playground-jsbin",
    title="A site where anyone can publish pages is allowed",
    remedy="Allow the exact host of your own deployment, or give it a domain of your own.",
    broken=x.allowing("http://[a-z0-9-]+\\.vercel\\.app", x.CREDENTIALS, page="http://shop.vercel.app"),
    right=x.allowing("http://shop\\.vercel\\.app", x.CREDENTIALS, page="http://shop.vercel.app"),
)
_rule(
    "origin-non-web-scheme",
    """
    The server allows an extension that it cannot know. Any extension that a visitor has installed can then read this
    without asking the visitor for access to your site.
    """,
    "extension",
    title="Any browser extension is allowed",
    remedy="Allow only the ids of your own extensions.",
    broken=x.allowing(f"chrome-extension://[a-p]+|{ONLY_PAGE}", x.CREDENTIALS),
)
