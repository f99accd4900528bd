"""The project's own modules, all of them: what is added later is found without being named anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import checks
import corschecker

# Django's own entry points, and settings, which is loaded by name.
_LEFT_OUT = ("checks.migrations", "checks.management", "corschecker.asgi", "corschecker.settings")


@cache
def modules() -> tuple[ModuleType, ...]:
    return tuple(_walk())


def _walk() -> Iterator[ModuleType]:
    for package in (checks, corschecker):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.startswith(_LEFT_OUT):
                yield importlib.import_module(info.name)
