"""What every page knows: where the lab is, how it is to look, and which networks this server opens that are not
public."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from checks.lab.origins import lab_origin, site_origin
from checks.pages.theme import THEMES, chosen


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "development": settings.DEVELOPMENT,
        "opened_networks": list(
            dict.fromkeys("localhost" if each.is_loopback else str(each) for each in settings.CHECK_ALLOW_PRIVATE_CIDRS)
        ),
        "site_origin": site_origin(request),
        "lab_origin": lab_origin(request),
        "theme": chosen(request),
        # The way back from the choice leads to an address, and what answers a form has none.
        "themes": THEMES if request.method in ("GET", "HEAD") else (),
        "report_ttl_days": settings.REPORT_TTL_DAYS,
    }
