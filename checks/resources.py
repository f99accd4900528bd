"""Where templates and static files are: beside the code in a checkout, inside this package where it is installed."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `templates` or `static`."""
    checkout = _HERE.parent
    return checkout / name if (checkout / "manage.py").is_file() else _HERE / name
