"""The metrics of this process, or None where they are switched off: then not even their library is loaded."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from corschecker.metrics import Metrics

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@cache
def metrics() -> Metrics | None:
    if not settings.METRICS_TOKEN:
        return None
    # Under `--preload` the workers inherit this folder, so that each can add up what all have counted.
    if _FOLDER not in os.environ:
        os.environ[_FOLDER] = folder = tempfile.mkdtemp(prefix="metrics-")
        atexit.register(_remove, folder, os.getpid())
    from corschecker.metrics import Metrics

    return Metrics(shared=True)


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
