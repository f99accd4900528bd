"""JSON as text: read strictly, and written as it is stored or as it is answered."""

from __future__ import annotations

import json
from typing import Any

from checks.refusal import Refusal


def parse_object(raw: bytes | str) -> dict[str, Any]:
    """The object that a JSON text holds. Raises Refusal."""
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Refusal("invalid_json", "The body is not UTF-8.") from error
    except json.JSONDecodeError as error:
        sentence = f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise Refusal("invalid_json", sentence) from error
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "invalid_json",
            "The body is JSON that cannot be read here: it nests too deeply, or has a number that is too long.",
        ) from error
    if not isinstance(value, dict):
        raise Refusal("invalid_json", 'The body must be a JSON object, such as {"url": "…", "origin": "…"}.')
    return value


def dump(value: Any) -> str:
    """Compact ASCII JSON: a NUL or half a surrogate pair is an escape in it, which every database stores."""
    return json.dumps(value, separators=(",", ":"))


def encode(value: Any) -> bytes:
    """JSON in UTF-8, as it is answered."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _no_constant(name: str) -> None:
    sentence = (
        f"The body is not JSON: {name} is not a JSON value (RFC 8259). Send a number, null, or a string in quotes."
    )
    raise Refusal("invalid_json", sentence)
