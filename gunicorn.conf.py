"""How gunicorn serves the site; it reads this file where it is started in the project's folder.

Limits are counted in each process unless Redis counts for all, so without it there is one process.
"""

import os
from typing import Any

from corschecker.serving import (
    child_exit,
    control_socket_disable,
    graceful_timeout,
    http_parser,
    keepalive,
    on_reload,
    worker_class,
    worker_connections,
)

__all__ = [
    "child_exit",
    "control_socket_disable",
    "graceful_timeout",
    "http_parser",
    "keepalive",
    "on_reload",
    "worker_class",
    "worker_connections",
]

_counts_together = bool(os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE"))

workers = int(os.environ.get("WEB_CONCURRENCY") or 2) if _counts_together else 1
preload_app = True


def when_ready(server: Any) -> None:
    if server.cfg.workers > 1 and not _counts_together:
        server.log.warning(
            "Each of the %s workers counts for itself, so that every limit is %s times what it says. "
            "Set REDIS_URL, or start one worker.",
            server.cfg.workers,
            server.cfg.workers,
        )
