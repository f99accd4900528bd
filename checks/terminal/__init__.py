"""The command line: `corschecker check`, which is also `python manage.py check_cors`.

It must not know of the pages, nor of the API. It runs on the user's own machine, so loopback and private addresses may
be checked, and it needs no database. What a run does not need is imported only where it is used: most of a short run is
its start.
"""
