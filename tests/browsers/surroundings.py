"""Cases of more than fetch on a plain page: other initiators, frames and workers, https pages, the page's policies.

As `generate`, whose draws they use: a seed gives the same cases for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from . import values
from .drafts import Draft, origin_of, reply
from .generate import Mix


@dataclass(frozen=True, slots=True)
class Ground:
    """A page and the origins that it may ask: of its own site, and of another."""

    page: str
    targets: tuple[str, ...]


class Surroundings(Mix):
    """Draws cases for a plain page, and for one on https whose targets are answered over both."""

    def __init__(self, seed: int, plain: Ground, secure: Ground) -> None:
        super().__init__(seed, plain.page, plain.targets)
        self.secure = secure
        self.families = {
            "media": self.media,
            "link": self.link,
            "module": self.module,
            "css-image": self.style,
            "place": self.place,
            "https": self.https,
            "https-element": self.https_element,
            "https-redirect": self.https_redirect,
            "policy": self.policy,
            "report-only": self.report_only,
            "import": self.imported,
            "beacon": self.beacon,
        }

    def media(self, draft: Draft) -> None:
        self.loaded(draft, self.pick(("video", "audio", "track")), cors=0.7)

    def link(self, draft: Draft) -> None:
        kind = self.pick(("prefetch", "modulepreload"))
        self.loaded(draft, kind, cors=1.0 if kind == "modulepreload" else 0.7)

    def module(self, draft: Draft) -> None:
        kind = self.pick(("json-module", "json-module", "module-script", "wasm"))
        self.loaded(draft, kind, cors=1.0, anonymous=kind == "json-module")

    def imported(self, draft: Draft) -> None:
        kind = self.pick(("import-scripts", "worker-import", "worker-static-import"))
        self.loaded(draft, kind, cors=0.0 if kind == "import-scripts" else 1.0, anonymous=True)

    def beacon(self, draft: Draft) -> None:
        kind = self.pick(("application/json", "text/plain"))
        draft.origin = self.page
        draft.fields.update(initiator="beacon", method="POST", body="{}", body_kind="blob", body_type=kind)
        draft.fields["credentials"] = "include"
        self.endpoint(draft, draft.url, wrong=0.25)

    def style(self, draft: Draft) -> None:
        self.loaded(draft, "css-image", cors=1.0, anonymous=True)

    def loaded(self, draft: Draft, kind: str, *, cors: float, anonymous: bool = False) -> None:
        """A load whose answer is right or wrong, directly or after a redirect."""
        mode = "cors" if self.chance(cors) else "no-cors"
        credentials = "include" if mode == "no-cors" else self.pick(("same-origin", "include"))
        draft.origin = self.page
        draft.fields.update(initiator=kind, mode=mode, credentials="same-origin" if anonymous else credentials)
        draft.fields["page_url"] = self.page_url(draft, self.page)
        self.answered(draft, self.targets)

    def answered(self, draft: Draft, targets: tuple[str, ...]) -> None:
        url = draft.url
        if self.chance(0.25):
            following = self.pick(targets) + urlsplit(url).path[:-1] + "1"
            draft.script[url, False] = reply(307, (("Location", following), *self.lines(draft)), length=0)
            url = following
        kinds = values.MORE_TYPES.get(draft.fields["initiator"], ("text/plain",))
        kind = kinds[0] if self.chance(0.85) else self.pick(kinds)
        status = 200 if self.chance(0.85) else self.pick((404, 500))
        draft.script[url, False] = reply(status, (("Content-Type", kind), *self.lines(draft)), length=None)

    def lines(self, draft: Draft) -> tuple[tuple[str, str], ...]:
        return self.origin_lines(draft, wrong=0.3) + self.credentials_lines(draft, wrong=0.15)

    def place(self, draft: Draft) -> None:
        place = self.pick(("srcdoc-frame", "sandboxed-frame", "data-url", "worker"))
        draft.origin = self.page if place in ("srcdoc-frame", "worker") else "null"
        draft.fields.update(context=place, page_url=self.page_url(draft, self.page))
        draft.fields["method"] = self.pick(("GET", "GET", "PUT"))
        self.endpoint(draft, draft.url, wrong=0.25)

    def on_https(self, draft: Draft) -> None:
        """From now on the page is the secure one, and so is what it asks, most often."""
        path = urlsplit(draft.url).path
        target = self.pick(self.secure.targets)
        insecure = self.chance(0.3)
        draft.url = (target.replace("https:", "http:") if insecure else target) + path
        draft.origin = self.secure.page
        draft.fields["page_url"] = self.page_url(draft, self.secure.page)

    def page_url(self, draft: Draft, page: str) -> str:
        return f"{page}/runner{urlsplit(draft.url).path.removesuffix('/0')}"

    def https(self, draft: Draft) -> None:
        self.on_https(draft)
        draft.fields["method"] = self.pick(("GET", "GET", "POST", "PUT"))
        if self.chance(0.2):
            draft.url = self.pick(self.targets) + urlsplit(draft.url).path
        self.endpoint(draft, draft.url, wrong=0.2)

    def https_element(self, draft: Draft) -> None:
        kind = self.pick(("img", "img", "script", "stylesheet", "module-script", "font", "eventsource", "audio"))
        always = kind in ("font", "eventsource", "module-script")
        mode = "cors" if always or self.chance(0.6) else "no-cors"
        credentials = "include" if mode == "no-cors" else "same-origin"
        draft.fields.update(initiator=kind, mode=mode, credentials=credentials)
        self.on_https(draft)
        targets = (*self.secure.targets, *(target.replace("https:", "http:") for target in self.secure.targets))
        self.answered(draft, targets)
        self.over_both(draft)

    def https_redirect(self, draft: Draft) -> None:
        self.on_https(draft)
        draft.fields["method"] = self.pick(("GET", "GET", "PUT"))
        path = urlsplit(draft.url).path
        following = self.pick(self.secure.targets) + path[:-1] + "1"
        if self.chance(0.5):
            following = following.replace("https:", "http:")
        self.endpoint(draft, draft.url, wrong=0.1, location=following)
        self.endpoint(draft, following, wrong=0.1)
        self.over_both(draft)

    def over_both(self, draft: Draft) -> None:
        """Answers over http and https alike, as of a server that does not care."""
        for (url, preflight), answer in list(draft.script.items()):
            for scheme in ("http:", "https:"):
                draft.script.setdefault((scheme + url.partition(":")[2], preflight), answer)

    def policy(self, draft: Draft) -> None:
        if self.chance(0.5):
            self.on_https(draft)
        else:
            draft.origin = self.page
        draft.fields["content_security_policy"] = self.drawn_policy(draft)
        draft.fields["method"] = self.pick(("GET", "GET", "PUT"))
        self.endpoint(draft, draft.url, wrong=0.1)
        self.over_both(draft)

    def report_only(self, draft: Draft) -> None:
        draft.origin = self.page
        draft.fields["content_security_policy_report_only"] = self.drawn_policy(draft)
        self.endpoint(draft, draft.url, wrong=0.1)

    def drawn_policy(self, draft: Draft) -> str:
        """A policy that lets the page report what it saw, and its own script run."""
        policy = self.pick(values.POLICIES)
        return policy.replace("{target}", origin_of(draft.url)).replace("{host}", urlsplit(draft.url).netloc)
