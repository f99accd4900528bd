"""The form of a policy: fields named as in the JSON contract, judged by `CorsPolicy` alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms

from checks.cors.contracts import CONTRACTS, Contract
from checks.cors.policy import DEFAULT_MAX_AGE_S, CorsPolicy, PolicyError, policy_for
from checks.exports.base import request_of
from checks.refusal import Refusal

EXAMPLE = CorsPolicy(
    ("https://app.example.com",),
    methods=("GET", "POST", "PUT", "DELETE"),
    headers=("content-type",),
)
SERVED_LOCALLY = "http://localhost:8000"
_WORDS = {"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


def _words(label: str, help_text: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, strip=False, widget=forms.TextInput(attrs=_WORDS), **kwargs
    )


class PolicyForm(forms.Form):
    """What a server is to allow; a policy that cannot be is an error of the field that `CorsPolicy` names."""

    use_required_attribute = False

    origins = forms.CharField(
        label="Origins",
        help_text="One per line. https://*.example.com is every subdomain; * alone is any site, without credentials.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, **_WORDS}),
    )
    methods = _words("Methods", "In uppercase, such as PATCH.")
    headers = _words("Request headers", "Headers that the page sends, such as authorization.")
    expose_headers = _words("Exposed headers", "Response headers that the page's code may read.")
    max_age = forms.CharField(
        label="Cache preflight for (seconds)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    credentials = forms.BooleanField(label="Allow credentials: cookies and HTTP logins", required=False)

    def __init__(self, typed: Mapping[str, Any]) -> None:
        super().__init__(typed, auto_id="policy_%s")
        self.policy: CorsPolicy | None = None
        self.refusal: Refusal | None = None

    def refuse(self, refusal: Refusal) -> None:
        """Have no policy, and say why."""
        self.add_error(None, refusal.detail)
        self.policy, self.refusal = None, refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = ("origins", "methods", "headers", "expose_headers")
        try:
            self.policy = CorsPolicy(
                **{
                    name: tuple(re.split(r"[\s,]+", data[name].strip(" \t\r\n,"))) if data[name] else ()
                    for name in names
                },
                credentials=data["credentials"],
                max_age=_seconds(data["max_age"]),
            )
        except PolicyError as error:
            self.add_error(error.field, error.sentence)
        return data


def policy_form(given: Mapping[str, Any], policy: CorsPolicy) -> PolicyForm:
    """The form with what was `given` in the query, else with `policy`; valid unless it says what to change."""
    typed = any(name in given for name in PolicyForm.base_fields)
    form = PolicyForm(given if typed else texts(policy))
    form.is_valid()
    return form


def proposed(document: Mapping[str, Any]) -> CorsPolicy | None:
    """The policy of a report's document; None where nothing that can be pasted would do.

    A page without an origin can only be given one: then it is that of a server on the developer's own machine.
    """
    policy = document.get("policy")
    if policy or not document:
        return CorsPolicy(**policy) if policy else None
    request = request_of(document)
    if request.origin != "null" or request.is_websocket:
        return None
    try:
        return policy_for(replace(request, origin=SERVED_LOCALLY), ())
    except PolicyError:
        return None


def texts(policy: CorsPolicy) -> dict[str, str]:
    """A policy as the form's texts; credentials only where they are on, as a form sends them."""
    return {
        "origins": "\n".join(policy.origins),
        "methods": _listed(policy.methods),
        "headers": _listed(policy.headers),
        "expose_headers": _listed(policy.expose_headers),
        "max_age": str(policy.max_age),
        **({"credentials": "on"} if policy.credentials else {}),
    }


def query(policy: CorsPolicy) -> str:
    """The query that leads to the form with this policy."""
    return "?" + urlencode(texts(policy))


def with_contract(typed: Mapping[str, Any], contract: Contract) -> str:
    """The query that leads to the form as it was typed, with the words of a contract."""
    kept = {name: typed[name] for name in ("origins", "max_age", "credentials") if name in typed}
    return "?" + urlencode({"origins": EXAMPLE.origins[0], "max_age": EXAMPLE.max_age, **kept, **_words_of(contract)})


def contract_of_policy(policy: CorsPolicy) -> Contract | None:
    """The contract whose words a policy has."""
    said = texts(policy)
    return next((contract for contract in CONTRACTS if said == {**said, **_words_of(contract)}), None)


def _words_of(contract: Contract) -> dict[str, str]:
    return {
        "methods": _listed(contract.methods),
        "headers": _listed(contract.allowed_headers),
        "expose_headers": _listed(contract.exposes),
    }


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _seconds(text: str) -> int:
    """Nothing typed is the usual time; what is no number is a time that no policy takes."""
    if not text.strip():
        return DEFAULT_MAX_AGE_S
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text.strip()) else -1
