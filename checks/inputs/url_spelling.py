"""URLs as people write them, read strictly (https://url.spec.whatwg.org/): one value back, or one clear sentence.

The URL is parsed as browsers parse it, and then judged: a spelling that two parsers could take for two hosts is refused
even where browsers read it. The sentence says how to write it, and repeats neither a user name and password nor a query
or fragment.
"""

from __future__ import annotations

import re

from checks.cors import urls
from checks.refusal import Refusal

MAX_URL = 4096
_EXAMPLE = "https://api.example.com/items"
_AROUND = " \t\r\n\f\v\u00a0"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_HOST_AND_PORT = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?(?::[0-9]+)?(?:[/?#].*)?\Z")
_LOCAL_HOST = re.compile(
    r"(?:[^./?#]+|[0-9.]+|[^/?#]*\.(?:localhost|local|lan|internal|test))\.?(?::[0-9]+)?(?:[/?#].*)?\Z"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_USERINFO = re.compile(r"\A((?:[a-z][a-z0-9+.-]*:)?/*)[^/]*@", re.IGNORECASE)
_SHOWN = 60


def trimmed(text: str) -> str:
    """Gives the text without the white space around it, as fetch() trims it."""
    return text.strip(_AROUND)


def read_url(text: str) -> urls.ParsedUrl:
    """Reads an absolute URL of HTTP or of a WebSocket without user name and password; raises `invalid_url`."""
    text = trimmed(text)
    if not text:
        raise _invalid("Write the URL that the page requests, with https:// or http:// in front.")
    if len(text) > MAX_URL:
        raise _invalid(f"This URL has {len(text):,} characters; the limit is {MAX_URL:,}.")
    if _CONTROL.search(text):
        raise _invalid("There is a line break or another control character in the URL; remove it.")
    authority = _authority(text)
    _judge_authority(authority)
    parsed = urls.parse(text)
    if parsed is None or not parsed.hostname:
        raise _invalid(_misspelt(authority))
    if len(parsed.href) > MAX_URL:
        raise _invalid(f"This URL has more than {MAX_URL:,} characters when percent-encoded; shorten it.")
    if is_ipv4(parsed.hostname) and re.sub(r":[0-9]*\Z", "", authority) != parsed.hostname:
        raise _invalid(f"“{shown(authority)}” is an unusual spelling of an IP address. Write {parsed.hostname}.")
    return parsed


def is_ipv4(hostname: str) -> bool:
    """Whether the host of a parsed URL is an IPv4 address: no other ends in a number
    (https://url.spec.whatwg.org/#ends-in-a-number-checker)."""
    return hostname.rpartition(".")[2].isdigit()


def shown(text: str) -> str:
    """Gives what a sentence repeats of a URL or an origin: neither its user name and password, nor a query or fragment,
    nor what could spoil a terminal."""
    plain, mark, _ = re.split(r"([?#]|\Z)", text, maxsplit=1)
    plain = "".join(character if character.isprintable() else "?" for character in _USERINFO.sub(r"\1", plain))
    return f"{plain[: _SHOWN - 1]}…" if mark or len(plain) > _SHOWN else plain


def _authority(text: str) -> str:
    """The authority as it is written."""
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else ""
    if match is None or scheme not in urls.WEB_SCHEMES:
        raise _invalid(_without_http(text, scheme))
    after = match[2].lstrip("/\\")
    if not re.split(r"[?#]", after, maxsplit=1)[0]:
        raise _invalid("The host is missing after the slashes; write https://host/path.")
    if match[2].removesuffix(after) != "//":
        raise _invalid(f"Two slashes follow a scheme. Write {shown(f'{scheme}://{after}')}.")
    if "\\" in re.split(r"[?#]", after, maxsplit=1)[0]:
        raise _invalid("There is a backslash in the URL, which browsers read as a slash; write / instead.")
    return re.split(r"[/?#]", after, maxsplit=1)[0]


def _without_http(text: str, scheme: str) -> str:
    if text.startswith("//"):
        return f"A URL that starts with // takes its scheme from the page. Write {shown('https:' + text)}."
    if text[0] in "/?#.\\":
        return f"This is a path, not a URL. Write the whole URL, such as {_EXAMPLE}."
    if _HOST_AND_PORT.match(text):
        proposed = shown(("http://" if _LOCAL_HOST.match(text) else "https://") + text)
        if scheme:
            return f"A browser reads this as a URL of scheme “{shown(scheme)}”. Write {proposed}."
        return f"The URL has no scheme, so a browser reads it as a path on the page's host. Write {proposed}."
    if not scheme:
        return f"This is not a URL. Write it whole, such as {_EXAMPLE}."
    # A user name stands where a scheme does in user:password@host.
    named = "" if "@" in text else f", not {shown(scheme)}:"
    return f"Only http, https, ws and wss URLs can be checked{named}."


def _judge_authority(authority: str) -> None:
    userinfo, at, _ = authority.rpartition("@")
    if userinfo.strip(":"):
        raise _invalid("Remove the user name and password before the @: fetch() refuses a URL with them.")
    if at:
        raise _invalid("Remove the @ before the host: there is no user name in front of it.")
    if re.search(r"\s", authority):
        raise _invalid(f"There is a space in the host “{shown(authority)}”; remove it.")
    if "%" in authority:
        raise _invalid("There is a % sign in the host; write the host without percent-encoding or zone id.")


def _misspelt(authority: str) -> str:
    match = re.fullmatch(r"(?:[^:\[\]]+|\[[^\]]*\]):([^:]+)", authority)
    if match and not re.fullmatch(r"[0-9]+", match[1], re.ASCII):
        return "The port is not a number; correct it."
    if match and int(match[1]) > 65535:
        return "The port is greater than 65535; correct it."
    return f"“{shown(authority)}” is not a host and port that a browser accepts; check their spelling."


def _invalid(detail: str) -> Refusal:
    return Refusal("invalid_url", detail, "url")
