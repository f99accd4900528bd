"""How gunicorn serves the site wherever it is started: what `gunicorn.conf.py` and `corschecker serve` share.

Where a setting is bad, gunicorn ends as it reads this, with the setting's sentence.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from checks import deny_list

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
    # All settings are read with it.
    deny_list.default()
except ImproperlyConfigured as error:
    sys.exit(str(error))
