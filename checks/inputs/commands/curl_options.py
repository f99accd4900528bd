"""The options of curl (https://curl.se/docs/manpage.html): which take a value, and which change the request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from checks.refusal import unreadable

_SHORT = {
    "a": "append", "A": "user-agent", "b": "cookie", "B": "use-ascii", "c": "cookie-jar", "C": "continue-at",
    "d": "data", "D": "dump-header", "e": "referer", "E": "cert", "f": "fail", "F": "form", "g": "globoff",
    "G": "get", "h": "help", "H": "header", "i": "show-headers", "I": "head", "j": "junk-session-cookies",
    "J": "remote-header-name", "k": "insecure", "K": "config", "l": "list-only", "L": "location",
    "m": "max-time", "M": "manual", "n": "netrc", "N": "no-buffer", "o": "output", "O": "remote-name",
    "p": "proxytunnel", "P": "ftp-port", "q": "disable", "Q": "quote", "r": "range", "R": "remote-time",
    "s": "silent", "S": "show-error", "t": "telnet-option", "T": "upload-file", "u": "user", "U": "proxy-user",
    "v": "verbose", "V": "version", "w": "write-out", "x": "proxy", "X": "request", "y": "speed-time",
    "Y": "speed-limit", "z": "time-cond", "Z": "parallel", "0": "http1.0", "1": "tlsv1", "2": "sslv2",
    "3": "sslv3", "4": "ipv4", "6": "ipv6", "#": "progress-bar", ":": "next",
}  # fmt: skip
_WITH_VALUE = frozenset(
    """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to
    continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine
    etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port
    ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos
    ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options
    mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir
    parallel-max parallel-max-host pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert
    proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass
    proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser
    proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay
    retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname
    speed-limit speed-time ssl-sessions stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype
    tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file upload-flags url url-query user
    user-agent variable vlan-priority write-out
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_SWITCHES = frozenset(
    """
    anyauth append basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest disable disable-eprt
    disable-epsv disallow-username-in-url doh-cert-status doh-insecure dump-ca-embed fail fail-early fail-with-body
    false-start follow form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control get
    globoff haproxy-protocol head help http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only
    ignore-content-length include insecure ipv4 ipv6 junk-session-cookies list-only location location-trusted
    mail-rcpt-allowfails manual metalink mptcp negotiate netrc netrc-optional next no-alpn no-buffer no-clobber
    no-keepalive no-npn no-progress-meter no-sessionid ntlm ntlm-wb out-null parallel parallel-immediate path-as-is
    post301 post302 post303 progress-bar proxy-anyauth proxy-basic proxy-ca-native proxy-digest proxy-http2 proxy-http3
    proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel
    raw remote-header-name remote-name remote-name-all remote-time remove-on-error retry-all-errors retry-connrefused
    sasl-ir show-error show-headers silent skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl
    ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output
    suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2
    tlsv1.3 tr-encoding trace-ids trace-time use-ascii verbose version xattr
    """.split()  # noqa: SIM905 - a list of words, not of quotes
)
_DASHES = re.compile("[–—−‐]{1,2}(?=[A-Za-z])")


def options(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Options by their long names with their values; a word that belongs to none as the option ``, and an option that
    curl does not have with a `?` in front."""
    waiting = iter(words)
    for given in waiting:
        word = _DASHES.sub(_hyphens, given, count=1) if given[:1] in "–—−‐" else given
        if word == "--%":
            continue  # PowerShell's own, which takes the rest as it is.
        if word == "--":
            yield from (("", rest) for rest in waiting)
        elif word.startswith("--"):
            yield _long(word, waiting)
        elif word.startswith("-") and len(word) > 1:
            yield from _short(word, waiting)
        else:
            yield "", word


def _hyphens(match: re.Match[str]) -> str:
    """The hyphens that a word processor made a dash of."""
    following = match.string[match.end() : match.end() + 2]
    return "--" if len(match[0]) == 2 or (following[1:].isalpha() and following.islower()) else "-"


def _long(word: str, waiting: Iterator[str]) -> tuple[str, str]:
    name, equals, value = word[2:].partition("=")
    expanded = name.startswith("expand-")
    name = _full_name(name.removeprefix("expand-"))
    if name in _WITH_VALUE:
        value = value if equals else _value(word, waiting)
        return ("expand-" if expanded else "") + name, value
    if name in _SWITCHES or name.removeprefix("no-") in _SWITCHES:
        return name, ""
    return f"?--{name}", ""


def _full_name(name: str) -> str:
    """curl takes the beginning of a long name for it where no other begins alike."""
    if name in _WITH_VALUE or name in _SWITCHES or len(name) < 3:
        return name
    alike = [known for known in _WITH_VALUE | _SWITCHES if known.startswith(name)]
    return alike[0] if len(alike) == 1 else name


def _short(word: str, waiting: Iterator[str]) -> Iterator[tuple[str, str]]:
    for place, letter in enumerate(word[1:60], 2):
        name = _SHORT.get(letter, "")
        if name in _WITH_VALUE:
            yield name, word[place:] or _value(word, waiting)
            return
        yield name or f"?-{letter}", ""


def _value(option: str, waiting: Iterator[str]) -> str:
    value = next(waiting, None)
    if value is None:
        raise unreadable(f"The command ends after {option[:40]}, which needs a value. Copy the whole command.")
    return value
