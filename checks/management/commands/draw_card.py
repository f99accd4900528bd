"""`manage.py draw_card`: draws the picture that previews of every page show, into the static files of this checkout."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from checks.pages.card import brand_card
from checks.resources import folder


class Command(BaseCommand):
    help = "Draw static/card.png anew, after a change of how cards look."

    def handle(self, *args: Any, **options: Any) -> None:
        (folder("static") / "card.png").write_bytes(brand_card())
