"""A seeded mix of cases: the same seed, number and ports give the same cases for ever.

Each family turns one screw of a request that would pass; most draws keep the rest right, so that the check which
decides is not always the first.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from checks.cors.model import Headers, RawResponse, Request

from . import values
from .cases import Case
from .drafts import Draft, answers, location, origin_of, reply

T = TypeVar("T")


class Mix:
    """Draws cases for a page and the origins it may ask."""

    def __init__(self, seed: int, page: str, targets: tuple[str, ...]) -> None:
        self.seed = seed
        self.page = page
        self.targets = targets
        self.families: dict[str, Callable[[Draft], None]] = {
            "allow-origin": self.allow_origin,
            "credentials": self.credentials,
            "preflight": self.preflight,
            "request-headers": self.request_headers,
            "method": self.method,
            "redirect": self.redirect,
            "status": self.status,
            "expose": self.expose,
            "element": self.element,
            "mode": self.mode,
            "malformed": self.malformed,
            "body": self.body,
            "context": self.context,
        }

    def cases(self, count: int) -> list[Case]:
        return [self.case(number) for number in range(count)]

    def case(self, number: int) -> Case:
        self.random = random.Random(f"{self.seed}/{number}")
        family = list(self.families)[number % len(self.families)]
        name = f"{family}-{self.seed}-{number}"
        draft = Draft(f"{self.pick(self.targets)}/c/{name}/0", self.pick((self.page,) * 8 + ("null",)))
        draft.fields["initiator"] = self.pick(("fetch", "fetch", "fetch", "xmlhttprequest"))
        draft.fields["credentials"] = self.pick(("same-origin", "include"))
        self.families[family](draft)
        request = Request(url=draft.url, origin=draft.origin, **draft.fields)
        return Case(name, family, f"/c/{name}", request, answers(draft.script))

    def allow_origin(self, draft: Draft) -> None:
        headers = self.origin_lines(draft, wrong=0.8) + self.credentials_lines(draft, wrong=0.1)
        draft.script[draft.url, False] = reply(200, headers)

    def credentials(self, draft: Draft) -> None:
        draft.fields["credentials"] = "include"
        headers = self.origin_lines(draft, wrong=0.1) + self.credentials_lines(draft, wrong=0.8)
        draft.script[draft.url, False] = reply(200, headers)

    def preflight(self, draft: Draft) -> None:
        draft.fields["method"] = self.pick(values.METHODS)
        draft.fields["headers"] = self.some(values.UNSAFE_HEADERS + values.SAFE_HEADERS, 2)
        self.endpoint(draft, draft.url, wrong=0.15)

    def request_headers(self, draft: Draft) -> None:
        draft.fields["method"] = self.pick(("GET", "GET", "POST"))
        draft.fields["headers"] = self.some(values.UNSAFE_HEADERS, 2) + self.some(values.SAFE_HEADERS, 2)
        if draft.method == "POST":
            draft.fields["body"] = "b"
        self.endpoint(draft, draft.url, wrong=0.05)

    def method(self, draft: Draft) -> None:
        draft.fields["method"] = self.pick(values.METHODS * 2 + values.REFUSED_METHODS)
        self.endpoint(draft, draft.url, wrong=0.1)

    def redirect(self, draft: Draft) -> None:
        draft.fields["method"] = self.pick(("GET", "GET", "POST", "PUT", "HEAD"))
        draft.fields["headers"] = self.some(values.UNSAFE_HEADERS[:12], 1) if self.chance(0.4) else ()
        if draft.fields["initiator"] == "fetch":
            draft.fields["redirect"] = self.pick(("follow",) * 8 + ("error", "manual"))
        if self.chance(0.3):
            draft.url = draft.url.replace(origin_of(draft.url), self.page)
        url = draft.url
        for hop in range(1, self.pick((2, 2, 3))):
            form = self.pick(values.LOCATIONS)
            following = self.pick((*self.targets, self.page)) + f"{urlsplit(url).path[:-1]}{hop}"
            if form == "{path}":
                following = origin_of(url) + urlsplit(following).path
            self.endpoint(draft, url, wrong=0.08, location=location(form, following))
            url = following
        self.endpoint(draft, url, wrong=0.1)

    def status(self, draft: Draft) -> None:
        headers = self.origin_lines(draft, wrong=0.3) + self.credentials_lines(draft, wrong=0.1)
        draft.script[draft.url, False] = reply(self.pick(values.STATUSES), headers)

    def expose(self, draft: Draft) -> None:
        headers = self.origin_lines(draft, wrong=0.05) + self.credentials_lines(draft, wrong=0.05)
        headers += tuple(
            ("Access-Control-Expose-Headers", self.pick(values.EXPOSED)) for _ in range(self.pick((1, 1, 2)))
        )
        extra = (("X-A", "a"), ("X-B", "b"), ("Cache-Control", "no-store"), ("ETag", '"e"'))
        draft.script[draft.url, False] = reply(200, headers + self.some(extra, 4))

    def element(self, draft: Draft) -> None:
        kind = self.pick(tuple(values.TYPES))
        always_cors = kind in ("font", "eventsource", "module-script")
        mode = "cors" if always_cors or self.chance(0.8) else "no-cors"
        credentials = "include" if mode == "no-cors" else self.pick(("same-origin", "include"))
        if kind == "font":
            credentials = "same-origin"
        draft.origin = self.page
        draft.fields.update(initiator=kind, mode=mode, credentials=credentials)
        headers = self.origin_lines(draft, wrong=0.4) + self.credentials_lines(draft, wrong=0.15)
        types = values.TYPES[kind]
        headers = (("Content-Type", types[0] if self.chance(0.9) else self.pick(types)), *headers)
        draft.script[draft.url, False] = reply(200, headers, length=None)

    def mode(self, draft: Draft) -> None:
        draft.fields.update(initiator="fetch", mode=self.pick(("no-cors", "no-cors", "same-origin", "cors")))
        if self.chance(0.4):
            draft.fields["embedder_policy"] = self.pick(("require-corp", "credentialless"))
        if self.chance(0.3):
            draft.fields["redirect"] = self.pick(("error", "manual"))
        headers = self.origin_lines(draft, wrong=0.3) + self.credentials_lines(draft, wrong=0.1)
        if self.chance(0.5):
            # What is the same site as an opaque origin depends on the page's URL, which no request tells.
            draft.origin = self.page
            headers += (("Cross-Origin-Resource-Policy", self.pick(values.RESOURCE_POLICIES)),)
        draft.script[draft.url, False] = reply(200, headers)

    def malformed(self, draft: Draft) -> None:
        # An XMLHttpRequest would also complain of the body, which is no XML.
        draft.fields["initiator"] = "fetch"
        lines = self.origin_lines(draft, wrong=0.1) + self.credentials_lines(draft, wrong=0.1)
        cors = "".join(f"{name}: {value}\r\n" for name, value in lines)
        head = self.pick(values.RAW_HEADS)
        for mark, text in {"{cors}": cors, "{lf}": cors.replace("\r\n", "\n"), "{origin}": draft.origin}.items():
            head = head.replace(mark, text)
        draft.script[draft.url, False] = RawResponse(head.encode("latin-1"))

    def body(self, draft: Draft) -> None:
        kind = self.pick((None, "urlsearchparams", "formdata", "blob", "arraybuffer"))
        draft.fields.update(method=self.pick(("POST", "POST", "PUT")), body="b", body_kind=kind)
        if kind == "blob":
            draft.fields["body_type"] = self.pick(values.BODY_TYPES)
        if self.chance(0.4):
            draft.fields["headers"] = (("Content-Type", self.pick(values.BODY_TYPES)),)
        if draft.fields["initiator"] == "xmlhttprequest":
            draft.fields["upload_listener"] = self.chance(0.5)
        self.endpoint(draft, draft.url, wrong=0.1)

    def context(self, draft: Draft) -> None:
        draft.fields.update(initiator="fetch", method=self.pick(("GET", "GET", "POST")))
        name, choices = self.pick(tuple(values.CONTEXTS.items()))
        draft.fields[name] = self.pick(choices)
        self.endpoint(draft, draft.url, wrong=0.1)

    def endpoint(self, draft: Draft, url: str, *, wrong: float, location: str | None = None) -> None:
        """Answers at one URL: a preflight that lets the request through unless a draw says otherwise, and the rest."""
        shared = self.origin_lines(draft, wrong) + self.credentials_lines(draft, wrong)
        preflight = list(
            shared if self.chance(0.8) else self.origin_lines(draft, wrong) + self.credentials_lines(draft, wrong)
        )
        if self.chance(0.9):
            methods = values.WRONG_METHODS if self.chance(wrong * 2) else values.RIGHT_METHODS
            preflight.append(("Access-Control-Allow-Methods", self.filled(self.pick(methods), draft)))
        if draft.names and self.chance(0.9):
            names = values.WRONG_NAMES if self.chance(wrong * 2) else values.RIGHT_NAMES
            preflight.append(("Access-Control-Allow-Headers", self.filled(self.pick(names), draft)))
        if self.chance(0.3):
            preflight.append(("Access-Control-Max-Age", self.pick(values.MAX_AGES)))
        status = self.pick(values.PREFLIGHT_STATUSES) if self.chance(wrong * 2) else 204
        draft.script[url, True] = reply(status, tuple(preflight))
        if location is None:
            draft.script[url, False] = reply(200, shared)
        else:
            draft.script[url, False] = reply(self.pick(values.REDIRECTS), (("Location", location), *shared), length=0)

    def origin_lines(self, draft: Draft, wrong: float) -> Headers:
        if self.chance(wrong):
            chosen = [self.pick(values.WRONG_ORIGINS)] * self.pick((0, 1, 1, 1, 1, 1, 1))
            if self.chance(0.15):
                chosen.append(self.pick(values.RIGHT_ORIGINS))
        else:
            chosen = ["{origin}" if draft.fields["credentials"] == "include" else self.pick(values.RIGHT_ORIGINS)]
        return tuple(("Access-Control-Allow-Origin", self.filled(value, draft)) for value in chosen)

    def credentials_lines(self, draft: Draft, wrong: float) -> Headers:
        if self.chance(wrong):
            count = self.pick((0, 1, 1, 2))
            return tuple(("Access-Control-Allow-Credentials", self.pick(values.CREDENTIALS)) for _ in range(count))
        return (("Access-Control-Allow-Credentials", "true"),) if draft.fields["credentials"] == "include" else ()

    def filled(self, text: str, draft: Draft) -> str:
        words = {"origin": draft.origin, "host": draft.origin.removeprefix("http://"), "other": "http://b.test"}
        names = {
            "name": draft.names[0] if draft.names else "x-none",
            "names": ", ".join(draft.names),
            "method": draft.method,
        }
        for mark, word in (words | names).items():
            text = text.replace("{" + mark + "}", word)
        return text

    def pick(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def some(self, choices: tuple[tuple[str, str], ...], most: int) -> Headers:
        """Up to `most` headers, no name twice."""
        drawn = self.random.sample(choices, self.random.randint(0, most))
        return tuple({name.lower(): (name, value) for name, value in drawn}.values())

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability
