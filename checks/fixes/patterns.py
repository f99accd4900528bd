"""A policy's origins as the conditions and lists of each language, with subdomain patterns as regular expressions.

A pattern such as `https://*.example.com` becomes `https://([a-z0-9_-]+\\.)+example\\.com`, always anchored.
"""

from __future__ import annotations

from checks.cors.policy import CorsPolicy
from checks.fixes.filters import quoted, regex, single_quoted


def pattern_regex(pattern: str) -> str:
    """Without anchors."""
    scheme, _, host = pattern.partition("://*.")
    return rf"{regex(scheme)}://([a-z0-9_-]+\.)+{regex(host)}"


def origin_names(policy: CorsPolicy) -> dict[str, object]:
    """What templates may use of the origins.

    `exact_origins` and `patterns` (regular expressions without anchors) are lists; `any_regex` is one regular
    expression of all origins. `or_js`, `or_php`, `or_java` and `unless_py` continue a condition on the exact origins by
    the patterns, and are empty where there are none; `vcl_test` and `apache_test` are whole conditions, `js_origins`
    and `rb_origins` whole lists.
    """
    patterns = [pattern_regex(pattern) for pattern in policy.subdomain_patterns]
    exact = policy.exact_origins
    js = [f"/^{pattern}$/".replace("://", r":\/\/") for pattern in patterns]
    return {
        "exact_origins": list(exact),
        "patterns": patterns,
        "any_regex": "|".join([*map(regex, exact), *patterns]),
        "js_origins": ", ".join([*map('"{}"'.format, exact), *js]),
        "rb_origins": ", ".join([*map(_ruby, exact), *(rf"%r{{\A{pattern}\z}}" for pattern in patterns)]),
        "or_js": "".join(f" || {pattern}.test(origin)" for pattern in js),
        "unless_py": "".join(f' and not re.fullmatch(r"{pattern}", origin or "")' for pattern in patterns),
        "or_php": "".join(f" || preg_match('#^{pattern}$#D', $origin)" for pattern in patterns),
        "or_java": "".join(f' || origin.matches("{_doubled(pattern)}")' for pattern in patterns),
        "vcl_test": " || ".join(
            [f'req.http.Origin == "{origin}"' for origin in exact]
            + [f'req.http.Origin ~ "^{pattern}$"' for pattern in patterns]
        ),
        "apache_test": " || ".join(
            ([f"%{{HTTP:Origin}} in {{ {single_quoted(exact)} }}"] if exact else [])
            + [f"%{{HTTP:Origin}} =~ m#^{pattern}$#" for pattern in patterns]
        ),
    }


def _ruby(origin: str) -> str:
    """rack-cors takes a text for a whole origin only where its scheme is http or https."""
    return quoted([origin]) if origin.startswith("http") else rf"%r{{\A{regex(origin)}\z}}"


def _doubled(text: str) -> str:
    return text.replace("\\", "\\\\")
