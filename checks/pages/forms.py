"""The form of a check: fields named as in the JSON contract, read by the same functions as the API's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from checks.cors.contracts import Contract
from checks.cors.model import Request
from checks.inputs import choices, fields
from checks.inputs.request_fields import FIELDS, Field
from checks.refusal import Refusal
from checks.wording.words import INITIATORS

# Where development servers and apps put their pages.
PRESET_ORIGINS = (
    ("http://localhost:3000", "React, Next.js 3000"),
    ("http://localhost:5173", "Vite 5173"),
    ("http://localhost:8080", "Vue CLI 8080"),
    ("http://localhost:4200", "Angular 4200"),
    ("null", "A file: null"),
    ("capacitor://localhost", "Capacitor, iOS"),
    ("ionic://localhost", "Ionic, iOS"),
    ("http://localhost", "Capacitor, Android"),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# More than any of the fields can hold; a text is measured before it is read.
MAX_TEXT = 16_384
# How the form names words, in its order; other words of a field follow under their own names.
_NEAR = {
    "": "not known",
    "public": "public: on the internet",
    "local": "local: on the visitor's network",
    "loopback": "loopback: on the visitor's machine",
}
TITLES: Mapping[str, Mapping[str, str]] = {
    "initiator": INITIATORS,
    "credentials": {
        "omit": "omit",
        "same-origin": "same-origin (default)",
        "include": "include (withCredentials)",
    },
    "mode": {
        "cors": "cors: read the response",
        "no-cors": "no-cors: send it, never read it",
        "same-origin": "same-origin: refuse other origins",
        "navigate": "navigate: not open to scripts",
    },
    "redirect": {
        "follow": "follow: the default",
        "error": "error: a redirect is a failure",
        "manual": "manual: stop at a redirect",
    },
    "referrer_policy": {"": "the page's"},
    "body_kind": {
        "": "none",
        "text": "text",
        "urlsearchparams": "URLSearchParams",
        "formdata": "FormData",
        "blob": "a Blob or File",
        "arraybuffer": "an ArrayBuffer",
        "stream": "a ReadableStream",
    },
    "address_space": _NEAR,
    "target_address_space": _NEAR,
    "local_network_access": {"": "not known", "prompt": "none yet"},
}
# What a check cannot do without, as the page asks for it; all else is folded.
ASKED = ("method", "url", "origin")


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


def plain(name: str, field: Field) -> forms.Field:
    """A tick for a flag, and a choice for one of several words."""
    if field.type is bool:
        return forms.BooleanField(label=field.label, initial=field.default, required=False)
    initial = field.default or ""
    words = field.allowed(recorded=True)
    titles = TITLES.get(name, {"": "none"} if initial == "" else {})
    named = {**titles, **{word: word for word in words if word not in titles}}
    return forms.ChoiceField(label=field.label, choices=named.items(), initial=initial, required=False)


class CheckForm(forms.Form):
    """What a page asks its browser for, in the words of someone who writes such pages."""

    use_required_attribute = False
    # Those of the table follow in its order.
    field_order = (
        *("method", "url", "origin"),
        *("mode", "redirect", "cache", "referrer_policy", "body_kind", "hsts", "upload_listener"),
    )

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
    method = ReadField(
        fields.method,
        label="Method",
        initial="GET",
        widget=forms.TextInput(attrs={"list": "methods", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    headers = ReadField(
        fields.header_lines,
        label="Request headers that the code sets",
        help_text="One per line. Values are sent once and secrets are not stored. For the preflight, a fake token "
        "works too.",
        widget=forms.Textarea(
            attrs={"rows": 3, "spellcheck": "false", "placeholder": "Content-Type: application/json"}
        ),
    )
    content_security_policy = ReadField(
        choices.content_security_policy,
        label="Content-Security-Policy of the page",
        help_text="As the page's server sends it; browsers check it first. One policy per line.",
        widget=forms.Textarea(
            attrs={"rows": 2, "spellcheck": "false", "placeholder": "default-src 'self'; connect-src 'self'"}
        ),
    )
    probes = forms.BooleanField(
        label="Also find out who else may read the response, by asking as other origins",
        initial=True,
        required=False,
    )
    confirm_side_effects = forms.BooleanField(
        label="Really send the PUT, POST … (it may change data)",
        help_text="Otherwise only the preflight is sent.",
        required=False,
    )
    previewed = forms.BooleanField(
        label="Let previews of the report's link show its verdict",
        help_text="A picture then shows verdict, method, host and cause: never path, query or headers.",
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

    def _refuse_impossible(self, data: dict[str, Any]) -> None:
        data["initiator"] = choices.made_by(data["initiator"], data["url"])
        try:
            choices.possible(data["initiator"], data["method"], data["headers"])
        except Refusal as error:
            self.add_error(error.field, ValidationError(error.detail, code=error.code))

    def chosen(self) -> list[forms.BoundField]:
        """What is one of several words, the commonest first."""
        fields = [field for field in self if field.widget_type == "select"]
        return sorted(fields, key=lambda field: (field.name != "initiator", field.name != "credentials"))

    def ticks(self) -> list[forms.BoundField]:
        """What is either so or not."""
        return [field for field in self if field.widget_type == "checkbox"]

    def says_more(self, names: Iterable[str]) -> bool:
        """Whether any field but those of these names is not as it is at first."""
        return any((field.value() or "") != (field.field.initial or "") for field in self if field.name not in names)

    def request(self) -> Request:
        """The request that the valid form describes; of a body only its kind matters, so none is sent."""
        told = {name: value for name, value in self.cleaned_data.items() if name in FIELDS and value not in ("", None)}
        if told.get("body_kind") == "text":
            del told["body_kind"]
        has_body = self.cleaned_data["body_kind"] or self.cleaned_data["upload_listener"]
        return Request(**told, body="" if has_body else None)


CheckForm.base_fields.update({name: plain(name, field) for name, field in FIELDS.items() if field.label})


def prefill(given: Mapping[str, str]) -> dict[str, Any]:
    """Initial values from a link's query; never a consent: to change data, or to be previewed."""
    names = set(CheckForm.base_fields) - {"confirm_side_effects", "probes", "previewed"}
    return {name: given[name] for name in names if given.get(name)}


def typed(posted: Mapping[str, str]) -> dict[str, Any]:
    """Initial values from the form itself as it was sent to be filled in, ticks included."""
    if "url" not in posted:
        return {}
    ticks = [name for name, field in CheckForm.base_fields.items() if isinstance(field, forms.BooleanField)]
    return prefill(posted) | {name: name in posted for name in ticks}


def asked_by(contract: Contract) -> dict[str, Any]:
    """Initial values for a request of a contract."""
    method, headers = contract.asks
    return {"method": method, "headers": _lines(headers), "initiator": "fetch", "mode": "cors"}


def query(request: Mapping[str, Any]) -> dict[str, str]:
    """The link's query that prefills the form with the `request` of a document."""
    values = {}
    for name, field in FIELDS.items():
        asked = name in CheckForm.base_fields and name != "headers"
        if asked and request.get(name) and request[name] != field.default:
            values[name] = "on" if request[name] is True else request[name]
    if request.get("body") is not None:
        values.setdefault("body_kind", "text")
    headers = request["headers"].items() if isinstance(request["headers"], Mapping) else request["headers"]
    if headers:
        values["headers"] = _lines(headers)
    return values


def _lines(headers: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers)
