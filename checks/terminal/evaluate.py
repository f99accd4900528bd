"""`corschecker evaluate`, which is also `manage.py evaluate`: a command of Django's that needs no settings of a
deployment, since it serves, signs and stores nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence

from checks.terminal.ending import Wrong, ended


def main(program: str, words: Sequence[str]) -> int:
    """Returns the exit status."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "corschecker.settings"
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    return ended(f"{program} evaluate", lambda: _run(program, words))


def _run(program: str, words: Sequence[str]) -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line([program, "evaluate", *words])
    except ImproperlyConfigured as error:
        raise Wrong(str(error)) from error
    return 0
