"""The static files as a WSGI application: hashed names in production, the files as they are in development."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

_HASHED = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")


def static_files() -> WhiteNoise:
    """Raises ImproperlyConfigured where production has no collected files."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"] and not manifest.exists():
        raise ImproperlyConfigured("The static files are not collected: run manage.py collectstatic --no-input first.")
    server = WhiteNoise(
        _not_found,
        autorefresh=settings.DEVELOPMENT,
        max_age=0 if settings.DEVELOPMENT else 60,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: bool(_HASHED.search(url)),
        add_headers_function=_add_headers,
    )
    directories = settings.STATICFILES_DIRS if settings.DEVELOPMENT else [settings.STATIC_ROOT]
    for directory in filter(Path.is_dir, directories):
        server.add_files(str(directory), prefix=settings.STATIC_URL)
    return server


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    # The picture of link previews is there to be shown on other sites.
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if Path(path).match("card.*png") else "same-origin"


def _not_found(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
    return [b"There is no such file.\n"]
