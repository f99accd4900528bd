"""Under which names a request carries secrets: the one list for what is stored, shown and asked."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

# Of headers and of parameters alike; a name that is one of the last words holds a secret only if it says nothing else.
SECRET_NAME = re.compile(
    r"token|secret|(?:api|access|private|consumer)[-_]?key|session|csrf|xsrf|auth|passw|passphrase|passcode|pwd|signature"
    r"|credential|cookie|jwt|assertion|(?<![a-z])(?:otp|totp|pass|pin|sid|sig|nonce)(?![a-z])"
    r"|^(?:x[-_])?(?:key|code|state)$",
    re.IGNORECASE,
)
# What is no secret under a name that often means something else: `state=open`, `state=CA`.
_A_WORD = re.compile(r"(?:[a-z]{1,10}|[A-Z]{1,3})\Z")
# A parameter of a path ends at the segment's end, one of a query does not.
_OF_PATH = re.compile(r"(?<=;)([^=;/]+)=([^;/]+)")
_OF_QUERY = re.compile(r"(?<=[?&;])([^=&;?]++)=([^&;]++)")


def is_secret_parameter(name: str) -> bool:
    """Whether a query parameter of this name, as it stands in the URL, holds a secret."""
    return SECRET_NAME.search(unquote_plus(name)) is not None


def is_secret(name: str, value: str) -> bool:
    """Whether a query parameter holds a secret, as both stand in the URL."""
    return is_secret_parameter(name) and not (name.lower() == "state" and _A_WORD.match(value))


def without_secrets(url: str) -> str:
    """The URL with a dummy in place of each value whose name says that it is a secret, and of a URL that has one."""
    path, mark, query = url.partition("?")
    return _OF_PATH.sub(_told, path) + _OF_QUERY.sub(_told, mark + query)


def _told(parameter: re.Match[str]) -> str:
    name, value = parameter.groups()
    inner = _OF_QUERY.finditer(unquote(value)) if "%" in value else ()
    if is_secret(name, value) or any(is_secret(*found.groups()) for found in inner):
        return f"{name}=x"
    return parameter[0]
