"""The one app: checks of cross-origin requests."""

import logging

from django.apps import AppConfig
from django.conf import settings

from corschecker.environment import is_local


class ChecksConfig(AppConfig):
    name = "checks"

    def ready(self) -> None:
        public = [host for host in settings.ALLOWED_HOSTS if not is_local(host)]
        if settings.CHECK_ALLOW_PRIVATE_CIDRS and public:
            logging.getLogger(__name__).warning(
                "CHECK_ALLOW_PRIVATE_CIDRS lets anyone who reaches %s send requests into %s.",
                public[0],
                ", ".join(map(str, settings.CHECK_ALLOW_PRIVATE_CIDRS)),
            )
