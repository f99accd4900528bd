"""What a stack is: a server or framework that one template configures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "web-server", "node", "development", "edge", "python", "php", "ruby", "go", "jvm", "rust", "dotnet", "cloud"
]


@dataclass(frozen=True, slots=True)
class Stack:
    """A server or framework; `filename` is the user's file, and the name of the template under `templates/fixes/<id>/`.

    `language` names the syntax of the code for highlighting. The first of `notes` says where the code goes, the others
    which traps it closes. `same_origin` marks a proxy that answers under the page's own origin, for a server that is
    not the user's: its code does not depend on the policy. `subdomains` is false where it can only compare whole
    origins. `replaces` is true where the fix also drops the CORS headers that the application is seen to send.
    `not_run` says why no proof starts the real server, None where one does.
    """

    id: str
    title: str
    family: Family
    language: str
    filename: str
    notes: tuple[str, ...]
    same_origin: bool = False
    subdomains: bool = True
    not_run: str | None = None
    replaces: bool = False

    @property
    def template(self) -> str:
        return f"{self.id}/{self.filename}"
