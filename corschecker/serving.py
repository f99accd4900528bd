"""How gunicorn serves the site wherever it is started: what `gunicorn.conf.py` and `corschecker serve` share."""

import os
from typing import Any

worker_class = "corschecker.worker.Worker"
# Among these are those that keep us waiting, which make room for others; see `connections`.
worker_connections = 4096
# Seconds that a connection may be idle between two requests.
keepalive = 15
# In Python: gunicorn's parser in C leaks every connection, and takes quadratic time for a body of small chunks.
http_parser = "python"
control_socket_disable = True


def child_exit(server: Any, worker: Any) -> None:
    """Takes a worker that has ended, however it did, out of what the metrics count of those that live."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
