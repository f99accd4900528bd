"""`manage.py purge_reports`: deletes the reports that have expired. Run it once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from checks.reports import store


class Command(BaseCommand):
    help = "Delete the reports that have expired."

    def handle(self, *args: Any, **options: Any) -> None:
        count = store.purge()
        self.stdout.write(f"Deleted {count} expired {'report' if count == 1 else 'reports'}.")
