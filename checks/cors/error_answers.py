"""Why the answer to the request itself cannot be read: the most likely reason, from its status and its makers."""

from __future__ import annotations

from checks.cors import layers
from checks.cors.cached import cache_hit
from checks.cors.failure import ALLOW_ORIGIN, Cause, Failed, is_fine
from checks.cors.lost_lines import ends_in_vary
from checks.cors.model import Evidence

_LOST = "; or this nginx location has add_header lines of its own and so inherits none of the server's"
# With these Cloudflare says that it could not reach the server behind it.
_CLOUDFLARES = (*range(520, 528), 530)
# They say enough for themselves, whoever asks.
_PLAIN = (413, 414, 429, 431, 502, 503, 504, *_CLOUDFLARES)


def cached_without_cors(failed: Failed) -> Evidence | None:
    """A cache answered, and nothing says that the server itself would have answered the page so too."""
    hit = cache_hit(failed.response)
    if failed.is_preflight or failed.names_origin or failed.status >= 400 or hit is None:
        return None
    around = failed.probe("around-cache")
    if around is None or (cache_hit(around) and not failed.passes(around)):
        told = "it is not known what the server itself sends"
    elif has_header_around_cache(failed):
        told = "the same request past the cache has the header"
    else:
        return None
    return Evidence(failed.number, "Access-Control-Allow-Origin", None, args=(("cache", hit), ("told", told)))


def has_header_around_cache(failed: Failed) -> bool:
    """Whether the same request, past the cache that answered, was answered well and readably."""
    around = failed.probe("around-cache")
    return is_fine(around) and failed.passes(around)


def added_twice(failed: Failed) -> Evidence | None:
    values = failed.response.get_all(ALLOW_ORIGIN)
    if len(values) < 2:
        return None
    doubled = any(
        len(failed.response.get_all(f"access-control-{name}")) > 1
        for name in ("allow-credentials", "allow-methods", "allow-headers", "expose-headers", "max-age")
    )
    if len(set(values)) == 1 and not doubled:
        return None
    return failed.header("Access-Control-Allow-Origin", first=values[0], second=values[1])


def _answered(*statuses: int, preflights: bool = False) -> Cause:
    def cause(failed: Failed) -> Evidence | None:
        if failed.names_origin or failed.status not in statuses or (failed.is_preflight and not preflights):
            return None
        maker = layers.maker_of(failed.response)
        return failed.status_evidence(more=f"; {maker.errors}" if maker is not None else failed.said)

    return cause


rate_limited = _answered(429, preflights=True)
gateway_error = _answered(502, 503, 504, *_CLOUDFLARES, preflights=True)
application_error = _answered(500, 501, *(status for status in range(505, 600) if status not in _CLOUDFLARES))
other_error = _answered(*range(400, 500))
_refused = _answered(401, 403, 407)


def login_needed(failed: Failed) -> Evidence | None:
    maker, phrase = failed.layer, failed.phrase
    for_a_login = phrase is not None and phrase.kind == "login"
    if failed.status == 403 and maker is not None and maker.sure and maker.name in layers.FILTERS and not for_a_login:
        return None  # A firewall or a file server, which knows no logins.
    return _refused(failed)


def too_large(failed: Failed) -> Evidence | None:
    if failed.is_preflight or failed.names_origin or failed.status not in (413, 414, 431):
        return None
    layer = failed.layer
    bound = layer.too_large if layer is not None and failed.status == 413 else "raise the limit"
    return failed.status_evidence(there=bound)


def not_listed(failed: Failed) -> Evidence | None:
    return None if failed.status >= 400 else _looked_at_in_vain(failed)


def not_listed_on_error(failed: Failed) -> Evidence | None:
    """The CORS handling has seen the request that ended in an error, and no answer says that it allows the page."""
    if failed.status < 400 or failed.status in _PLAIN:
        return None
    if any(failed.passes(answered.response) for answered in failed.journey.probes.values()):
        return None
    return _looked_at_in_vain(failed)


def _looked_at_in_vain(failed: Failed) -> Evidence | None:
    if failed.names_origin:
        return None
    vary = (failed.response.get("vary") or "").lower()
    if "origin" in {name.strip() for name in vary.split(",")}:
        alone = not any(name.lower().startswith("access-control-") for name, _ in failed.response.headers)
        more = f"; the response is also an error, status {failed.status}" if failed.status >= 400 else ""
        more += _LOST if alone and ends_in_vary(failed.response) else ""
        return failed.header("Vary", origin=failed.journey.request.origin, more=more)
    return None
