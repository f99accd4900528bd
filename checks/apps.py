"""The one app: checks of cross-origin requests."""

import logging
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.cache import close_caches
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries

from checks.admission.deny_list import DenyList
from checks.probing.names import is_local


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


@register(deploy=True)
def deny_list_is_read(app_configs: Any, **options: Any) -> list[CheckMessage]:
    try:
        DenyList(settings.DENY_LIST_FILE)
    except ImproperlyConfigured as error:
        return [Error(str(error), id="checks.E001")]
    return []


def without_thread_hops() -> None:
    """Nothing to tidy per request: `checks.reports.database` keeps the connections, and there is no cache.

    Under ASGI these receivers would cost every request two starts of a thread.
    """
    for receiver in (reset_queries, close_old_connections):
        request_started.disconnect(receiver)
    for receiver in (close_old_connections, close_caches):
        request_finished.disconnect(receiver)
