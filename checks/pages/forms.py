"""The form of a check: fields named as in the JSON contract, read by the same functions as the API's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from checks.cors.model import Request
from checks.inputs import choices, fields
from checks.refusal import Refusal
from checks.wording.words import INITIATORS

PRESET_ORIGINS = (
    ("http://localhost:3000", "React, Next.js, Express"),
    ("http://localhost:5173", "Vite"),
    ("http://localhost:8080", "webpack, Vue CLI"),
    ("http://localhost:4200", "Angular"),
    ("null", "a file, or a sandboxed frame"),
    ("capacitor://localhost", "Capacitor on iOS"),
    ("ionic://localhost", "Ionic on iOS"),
    ("http://localhost", "Capacitor on Android"),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
CREDENTIALS = {
    "omit": "omit",
    "same-origin": "same-origin (default)",
    "include": "include (withCredentials)",
}
MODES = {
    "cors": "cors: read the answer",
    "no-cors": "no-cors: send it, never read it",
    "same-origin": "same-origin: refuse other origins",
    "navigate": "navigate: not open to scripts",
}
REDIRECTS = {
    "follow": "follow: the default",
    "error": "error: a redirect is a failure",
    "manual": "manual: stop at a redirect",
}
# More than any of the fields can hold; a text is measured before it is read.
MAX_TEXT = 16_384
BODY_KINDS = {
    "": "none",
    "text": "text",
    "urlsearchparams": "URLSearchParams",
    "formdata": "FormData",
    "blob": "a Blob or File",
    "arraybuffer": "an ArrayBuffer",
    "stream": "a ReadableStream",
}
EMBEDDER_POLICIES = {"": "none", "require-corp": "require-corp", "credentialless": "credentialless"}
ADDRESS_SPACES = {
    "": "not known",
    "public": "public: on the internet",
    "local": "local: on the visitor's network",
    "loopback": "loopback: on the visitor's machine",
}
# Fields beyond those that every request has.
FURTHER = (
    "cache",
    "referrer_policy",
    "body_kind",
    "embedder_policy",
    "upload_listener",
    "target_address_space",
    "content_security_policy",
    "hsts",
)


class ReadField(forms.CharField):
    """Text that one of `checks.inputs.fields` reads; its sentence becomes the field's error."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(strip=False, required=False, **kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise ValidationError(f"This has {len(value):,} characters; a field may have {MAX_TEXT:,}.")
        try:
            return self.read(super().clean(value))
        except Refusal as error:
            raise ValidationError(error.detail, code=error.code) from error


def _choice(label: str, choices: Mapping[str, str], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices.items(), initial=next(iter(choices)), required=False, **kwargs
    )


class CheckForm(forms.Form):
    """What a page asks its browser for, in the words of someone who writes such pages."""

    use_required_attribute = False

    url = ReadField(
        fields.url,
        label="URL that the page requests",
        widget=forms.URLInput(attrs={"placeholder": "https://api.example.com/items", "spellcheck": "false"}),
    )
    origin = ReadField(
        fields.origin,
        label="Origin of the page",
        help_text="Scheme, host and port from the page's address bar; null for a file or a sandboxed frame.",
        widget=forms.TextInput(
            attrs={"placeholder": "http://localhost:3000", "list": "origins", "spellcheck": "false"}
        ),
    )
    initiator = _choice("What makes the request", INITIATORS)
    method = ReadField(
        fields.method,
        label="Method",
        initial="GET",
        widget=forms.TextInput(attrs={"list": "methods", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    credentials = forms.ChoiceField(
        label="Credentials", choices=CREDENTIALS.items(), initial="same-origin", required=False
    )
    headers = ReadField(
        fields.header_lines,
        label="Request headers that the code sets",
        help_text="One a line, such as Content-Type: application/json. Values are sent once, and secrets are not "
        "stored; a made-up token does as well, since a preflight carries only names.",
        widget=forms.Textarea(
            attrs={"rows": 3, "spellcheck": "false", "placeholder": "Content-Type: application/json"}
        ),
    )
    mode = _choice("Mode", MODES)
    redirect = _choice("Redirects", REDIRECTS)
    cache = _choice("Cache", {name: name for name in choices.CACHES})
    referrer_policy = _choice("Referrer policy", {name: name or "the page's" for name in choices.REFERRER_POLICIES})
    body_kind = _choice("Body", BODY_KINDS)
    embedder_policy = _choice("Embedder policy of the page", EMBEDDER_POLICIES)
    upload_listener = forms.BooleanField(label="The code listens to the progress of the upload", required=False)
    target_address_space = _choice("Where the server's address is", ADDRESS_SPACES)
    content_security_policy = ReadField(
        choices.content_security_policy,
        label="Content-Security-Policy of the page",
        help_text="As the page's server sends it; browsers look there first. Several policies one a line.",
        widget=forms.Textarea(
            attrs={"rows": 2, "spellcheck": "false", "placeholder": "default-src 'self'; connect-src 'self'"}
        ),
    )
    hsts = forms.BooleanField(label="Browsers know the server by Strict-Transport-Security", required=False)
    probes = forms.BooleanField(
        label="Also find out who else may read the answer, by asking as other origins",
        initial=True,
        required=False,
    )
    confirm_side_effects = forms.BooleanField(
        label="Also send the main request although it may change data",
        help_text="Only for methods other than GET and HEAD. Without it the preflight alone is sent and judged.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and not data.get(name) and name not in self.errors:
                data[name] = field.initial
        if not self.errors:
            self._refuse_impossible(data)
        return data

    def _refuse_impossible(self, data: Mapping[str, Any]) -> None:
        try:
            choices.possible(data["initiator"], data["method"], data["headers"])
        except Refusal as error:
            self.add_error(error.field, ValidationError(error.detail, code=error.code))

    def request(self) -> Request:
        """The request that the valid form describes; of a body only its kind matters, so none is sent."""
        data = self.cleaned_data
        names = ("url", "origin", "initiator", "method", "credentials", "headers", "mode", "redirect")
        return Request(
            **{name: data[name] for name in names},
            body="" if data["body_kind"] or data["upload_listener"] else None,
            body_kind=data["body_kind"] if data["body_kind"] not in ("", "text") else None,
            cache=data["cache"],
            referrer_policy=data["referrer_policy"] or None,
            upload_listener=data["upload_listener"],
            embedder_policy=data["embedder_policy"] or None,
            content_security_policy=data["content_security_policy"],
            hsts=data["hsts"],
            target_address_space=data["target_address_space"] or None,
        )


def prefill(given: Mapping[str, str]) -> dict[str, Any]:
    """Initial values from a link's query; never the consent to change data."""
    names = set(CheckForm.base_fields) - {"confirm_side_effects", "probes"}
    return {name: given[name] for name in names if given.get(name)}


def typed(posted: Mapping[str, str]) -> dict[str, Any]:
    """Initial values from the form itself as it was sent to be filled in, ticks included."""
    if "url" not in posted:
        return {}
    ticks = [name for name, field in CheckForm.base_fields.items() if isinstance(field, forms.BooleanField)]
    return prefill(posted) | {name: name in posted for name in ticks}


def query(request: Mapping[str, Any]) -> dict[str, str]:
    """The link's query that prefills the form with the `request` of a document."""
    usual = {"method": "GET", "credentials": "same-origin", "mode": "cors", "redirect": "follow", "initiator": "fetch"}
    values = {
        name: request[name]
        for name in ("url", "origin", *usual)
        if request.get(name, usual.get(name)) != usual.get(name)
    }
    if request.get("body") is not None:
        values["body_kind"] = "text"
    for name in FURTHER:
        if request.get(name) and (name, request[name]) != ("cache", "default"):
            values[name] = "on" if request[name] is True else request[name]
    headers = request["headers"].items() if isinstance(request["headers"], Mapping) else request["headers"]
    if headers:
        values["headers"] = "\n".join(f"{name}: {value}" for name, value in headers)
    return values
