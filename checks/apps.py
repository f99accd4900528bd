"""The one app: checks of cross-origin requests."""

import logging

from django.apps import AppConfig
from django.conf import settings
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries

from corschecker.environment import is_local


class ChecksConfig(AppConfig):
    name = "checks"

    def ready(self) -> None:
        without_thread_hops()
        public = [host for host in settings.ALLOWED_HOSTS if not is_local(host)]
        if settings.CHECK_ALLOW_PRIVATE_CIDRS and public:
            logging.getLogger(__name__).warning(
                "CHECK_ALLOW_PRIVATE_CIDRS lets anyone who reaches %s send requests into %s.",
                public[0],
                ", ".join(map(str, settings.CHECK_ALLOW_PRIVATE_CIDRS)),
            )


def without_thread_hops() -> None:
    """Nothing to tidy per request: `checks.database` keeps the connections, and there is no cache.

    Under ASGI these receivers would cost every request two starts of a thread.
    """
    for receiver in (reset_queries, close_old_connections):
        request_started.disconnect(receiver)
    for receiver in (close_old_connections, close_caches):
        request_finished.disconnect(receiver)
