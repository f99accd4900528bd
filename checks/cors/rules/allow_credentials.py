"""Access-Control-Allow-Credentials: the second half of the CORS check, asked only with credentials mode include."""

from __future__ import annotations

from collections.abc import Iterator

from checks.cors.model import Evidence
from checks.cors.rules import allow_origin
from checks.cors.rules import examples as x
from checks.cors.rules.base import blocking
from checks.cors.rules.wording import reasons
from checks.cors.step import Step

NAME = "Access-Control-Allow-Credentials"


def lines(step: Step, evidence: Evidence) -> tuple[str, ...]:
    value = allow_origin.shown(evidence.value or "")
    return reasons(
        f"The value of the '{NAME}' header in the response is '{{shown}}' which must be 'true' when the request's "
        "credentials mode is 'include'." + allow_origin.xhr_credentials(step),
        f"expected ‘true’ in CORS header ‘{NAME}’",
        f'Credentials flag is true, but {NAME} is not "true".',
        access_check=True,
    )(step, Evidence(args=(("shown", value),)))


@blocking(
    "allow-credentials-missing",
    title="The response has no Access-Control-Allow-Credentials header",
    label="the header is missing{more}; with credentials it must be true",
    remedy="Send Access-Control-Allow-Credentials: true on the preflight and on the response itself, or send the "
    "request without credentials.",
    spec="cors-check",
    mdn="Guides/CORS/Errors/CORSMIssingAllowCredentials",
    console=lines,
    broken=x.simple(x.READABLE, credentials="include"),
    right=x.simple(x.READABLE_WITH_CREDENTIALS, credentials="include"),
)
def allow_credentials_missing(step: Step) -> Iterator[Evidence]:
    """
    A response to a request with credentials may hold one user's data, so the page's origin is not enough: the server
    must also send `Access-Control-Allow-Credentials: true`, on the preflight and on the response itself.
    """
    if step.credentials and step.allow_credentials is None:
        yield Evidence(exchange=step.exchange, header=NAME, args=allow_origin.on_preflight(step))


@blocking(
    "allow-credentials-not-true",
    title="Access-Control-Allow-Credentials is not exactly true",
    label="the only valid value is true, in lowercase and sent once",
    remedy="Send the literal value true, once.",
    spec="http-new-header-syntax",
    mdn="Guides/CORS/Errors/CORSMIssingAllowCredentials",
    console=lines,
    broken=x.simple(x.reply(x.ORIGIN, (NAME, "True")), credentials="include"),
    right=x.simple(x.READABLE_WITH_CREDENTIALS, credentials="include"),
)
def allow_credentials_not_true(step: Step) -> Iterator[Evidence]:
    """
    `True`, `1`, `yes` and two header lines that join to `true, true` all fail. The usual cause is a boolean of the
    server's language written straight into the header.
    """
    value = step.allow_credentials
    if not step.credentials or value is None or value == "true":
        return
    if step.browser.ignores_empty_fields and step.response is not None:
        fields = [field for field in step.response.get_all(NAME.lower()) if field]
        if fields == ["true"]:
            return
    yield Evidence(exchange=step.exchange, header=NAME, value=value, span=(0, len(value)))
