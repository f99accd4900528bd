"""Elements that load something: which request each makes, by its attributes (https://html.spec.whatwg.org/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.inputs.code.draft import Draft
from checks.inputs.code.values import Hole, Text, Value

# Elements whose request is judged as that of an initiator of the check.
_AS = {"img": "img", "input": "img", "image": "img", "script": "script", "video": "img", "audio": "img", "track": "img"}
_AS |= {"source": "img", "model-viewer": "fetch"}
NAMES = frozenset((*_AS, "link", "form", "iframe", "embed", "object", "font-face"))
_ALIKE = (
    "{0} cannot be checked directly: it is checked as an image with the same crossorigin, which CORS treats the same."
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element by its name, with its attributes by their names in small letters."""

    name: str
    attributes: Mapping[str, Value]


def drafts(element: Element, kind: str = "html", media: Element | None = None) -> Iterator[Draft]:
    """What an element requests; `media` is the video or audio around a track or source."""
    name, attributes = element.name, element.attributes
    if name == "link":
        yield from _link(element, kind)
        return
    if name in ("form", "iframe", "embed", "object"):
        yield from _navigation(element, kind)
        return
    if name not in _AS:
        return
    url = next((attributes[key] for key in ("src", "data-src", "xlink:href", "href") if attributes.get(key)), None)
    if url is None or (isinstance(url, str) and url.startswith(("data:", "blob:"))):
        return
    what = f"markup with <{name}>" if kind == "html" else f"code with <{name}>"
    draft = Draft(what, url, _AS[name], kind=kind)
    _crossorigin(draft, media.attributes if media is not None and name in ("track", "source") else attributes)
    if name == "script":
        _script(draft, attributes)
    elif name == "track":
        if media is None or draft.more.get("mode") == "no-cors":
            draft.more["mode"] = "same-origin"
            draft.initiator = "fetch"
            draft.credentials = "same-origin"
            draft.fact(
                "A track from another origin loads only if its video or audio element has crossorigin; without "
                "it browsers do not even request the track. Add crossorigin to the <video>.",
                "mode",
            )
        else:
            draft.guess(_ALIKE.format("track"), "initiator")
    elif name in ("video", "audio", "source"):
        draft.guess(_ALIKE.format(name), "initiator")
    elif name == "model-viewer":
        draft.more.pop("mode", None)
        draft.credentials = "same-origin"
    yield draft


def _crossorigin(draft: Draft, attributes: Mapping[str, Value]) -> None:
    """https://html.spec.whatwg.org/#cors-settings-attribute"""
    if "crossorigin" not in attributes or attributes["crossorigin"] is False:
        draft.more["mode"], draft.credentials = "no-cors", "include"
        return
    value = attributes["crossorigin"]
    if isinstance(value, Hole | Text):
        draft.guess("crossorigin is set at run time; anonymous is assumed.", "credentials")
    draft.credentials = "include" if isinstance(value, str) and value.lower() == "use-credentials" else "same-origin"


def _script(draft: Draft, attributes: Mapping[str, Value]) -> None:
    if str(attributes.get("type", "")).lower() == "module":
        draft.initiator = "module-script"
        draft.more.pop("mode", None)
        if draft.credentials == "include" and "crossorigin" not in attributes:
            draft.credentials = "same-origin"
        draft.fact("Module scripts always use CORS.")
    elif attributes.get("integrity") and draft.more.get("mode") == "no-cors":
        draft.fact(
            "integrity on a script from another origin needs CORS: add crossorigin, or browsers refuse the script.",
            "mode",
        )


_LINKS = {"stylesheet": "stylesheet", "modulepreload": "module-script", "preload": "preload", "prefetch": "preload"}
_LINKS |= {"icon": "img", "apple-touch-icon": "img", "shortcut": "img", "manifest": "fetch"}


def _link(element: Element, kind: str) -> Iterator[Draft]:
    attributes = element.attributes
    words = str(attributes.get("rel", "")).lower().split()
    rel = next((word for word in words if word in _LINKS), "")
    url = attributes.get("href")
    if not rel or not url:
        return
    name = f"<link rel={rel}>"
    draft = Draft(f"markup with {name}" if kind == "html" else f"code with {name}", url, _LINKS[rel], kind=kind)
    _crossorigin(draft, attributes)
    if rel == "modulepreload":
        draft.more.pop("mode", None)
        draft.credentials = "include" if attributes.get("crossorigin") == "use-credentials" else "same-origin"
        draft.guess(
            "modulepreload cannot be checked directly: it is checked as the module script, which CORS treats the same.",
            "initiator",
        )
    elif rel == "manifest":
        draft.more.pop("mode", None)
        draft.credentials = "include" if attributes.get("crossorigin") == "use-credentials" else "omit"
        draft.guess(
            "A manifest cannot be checked directly: it is checked as a fetch with the same mode and credentials.",
            "initiator",
        )
    elif rel == "preload" and str(attributes.get("as", "")).lower() == "font" and "crossorigin" not in attributes:
        draft.fact(
            "Fonts are fetched with CORS, so a preload without crossorigin is wasted: the font loads twice. Add "
            "crossorigin to the link.",
            "mode",
        )
    yield draft


def _navigation(element: Element, kind: str) -> Iterator[Draft]:
    key = {"form": "action", "object": "data"}.get(element.name, "src")
    url = element.attributes.get(key)
    if not isinstance(url, str) or not url.startswith(("http:", "https:", "//")):
        return
    draft = Draft(f"markup with <{element.name}>", None, kind=kind, no_request=True)
    what = "Sending a form" if element.name == "form" else f"What an <{element.name}> shows"
    draft.fact(
        f"{what} is a navigation: CORS does not apply, and no page's code reads the response. If it is blocked, "
        "the cause is the response's X-Frame-Options or frame-ancestors, or the page's own policy.",
        "url",
    )
    yield draft
