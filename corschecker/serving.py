"""How gunicorn serves the site wherever it is started: what `gunicorn.conf.py` and `corschecker serve` share."""

worker_class = "corschecker.worker.Worker"
# Among these are those that keep us waiting, which make room for others; see `connections`.
worker_connections = 4096
# Seconds that a connection may be idle between two requests.
keepalive = 15
# In Python: gunicorn's parser in C leaks every connection, and takes quadratic time for a body of small chunks.
http_parser = "python"
control_socket_disable = True
