"""Sentences that several stacks share."""

REMOVE_OTHERS = (
    "Remove other lines that set Access-Control-* headers: two Allow-Origin headers are an error in every browser."
)
BEFORE_LOGIN = (
    "Keep it before login and routes: browsers send a preflight without cookies or tokens, and a 401 that lacks"
    " these headers cannot be read by the page."
)
