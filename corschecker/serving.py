"""How gunicorn serves the site wherever it is started: what `gunicorn.conf.py` and `corschecker serve` share.

Where a setting is bad, gunicorn ends as it reads this, with the setting's sentence.
"""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

worker_class = "corschecker.worker.Worker"
# Among these are those that keep us waiting, which make room for others; see `connections`.
worker_connections = 4096
# Seconds that a connection may be idle between two requests.
keepalive = 15
# In Python: gunicorn's parser in C leaks every connection, and takes quadratic time for a body of small chunks.
http_parser = "python"
control_socket_disable = True

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
try:
    settings.SECRET_KEY  # noqa: B018 - reads all of them
except ImproperlyConfigured as error:
    sys.exit(str(error))
