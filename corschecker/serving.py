"""How gunicorn serves the site wherever it is started: what `gunicorn.conf.py` and `corschecker serve` share.

Where a setting is bad, gunicorn ends as it reads this, with the setting's sentence.
"""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from checks.admission import deny_list
from corschecker.worker import REPLACED

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
try:
    # All settings are read with it.
    deny_list.default()
except ImproperlyConfigured as error:
    sys.exit(str(error))

worker_class = "corschecker.worker.Worker"
# Among these are those that keep us waiting, which make room for others; see `connections`.
worker_connections = 4096
# Seconds that a connection may be idle between two requests.
keepalive = 15
# Seconds in which a worker stops: those that it serves on, and those that the checks have which run then.
graceful_timeout = settings.DRAIN_S + 30
# In Python: gunicorn's parser in C leaks every connection, and takes quadratic time for a body of small chunks.
http_parser = "python"
control_socket_disable = True


def child_exit(server: Any, worker: Any) -> None:
    """Takes a worker that has ended, however it did, out of what the metrics count of those that live."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_reload(server: Any) -> None:
    for pid in list(server.WORKERS):
        server.kill_worker(pid, REPLACED)
