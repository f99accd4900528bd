"""What is kept: reports, as facts under a schema number, without prose and without secrets.

JSON is stored as text: its order and its odd characters come back as they went in, on every database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from checks.inputs.json_text import dump

GRACE_S = 10


def new_id() -> str:
    """128 random bits: a report is found by those who were given its link."""
    return secrets.token_urlsafe(16)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.REPORT_TTL_DAYS)


class Report(models.Model):
    """A check: while it runs its request and steps, once it is done its facts.

    `asked` is equal for identical checks. `delete_token`, and `rate_limit`, which are the headers of the limit, are
    known only to whoever made the report; `kept` is false of one that the database did not take. `previewed` says that
    whoever made it lets the previews of links show its verdict.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        INTERRUPTED = "interrupted"

    id = models.CharField(primary_key=True, max_length=32, default=new_id)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=expiry, db_index=True)
    delete_token_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State.choices, default=State.RUNNING)
    schema = models.PositiveSmallIntegerField(default=1)
    asked = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    previewed = models.BooleanField(default=False, db_default=False)
    request_json = models.TextField(default="{}")
    steps_json = models.TextField(default="[]")
    facts_json = models.TextField(default="", blank=True)

    delete_token: ClassVar[str | None] = None
    rate_limit: ClassVar[Mapping[str, str]] = {}
    kept: bool = True

    def __str__(self) -> str:
        return self.id

    @classmethod
    def begin(cls, request: dict[str, Any] | None = None) -> Report:
        """A new running report, not stored yet, that knows its deletion token."""
        token = secrets.token_urlsafe(16)
        report = cls(delete_token_hash=hashed(token), request_json=dump(request or {}))
        vars(report)["delete_token"] = token
        return report

    @property
    def request(self) -> dict[str, Any]:
        return json.loads(self.request_json)  # type: ignore[no-any-return]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What has been sent so far: purpose, method and url of each request, in order."""
        return json.loads(self.steps_json)  # type: ignore[no-any-return]

    @property
    def facts(self) -> dict[str, Any] | None:
        return json.loads(self.facts_json) if self.facts_json else None

    @property
    def status(self) -> State:
        """The state; a check that no worker can still be running was interrupted."""
        if self.state == self.State.RUNNING and self._age_s() > settings.CHECK_DEADLINE_S + GRACE_S:
            return self.State.INTERRUPTED
        return self.State(self.state)

    def may_be_deleted_with(self, token: str) -> bool:
        return hmac.compare_digest(hashed(token), self.delete_token_hash)

    def _age_s(self) -> float:
        return (timezone.now() - self.created_at).total_seconds()
