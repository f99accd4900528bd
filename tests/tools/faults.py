"""A database that fails at the calls that a test names, as the connections of the site's own threads meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError
from django.db.backends.signals import connection_created

from checks.reports.database import close_threads


@dataclass
class Faults:
    """`fails` says of a statement's number, from 1, whether it fails; `statements` are those that there were."""

    fails: Callable[[int], bool]
    statements: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append(sql)
        if self.fails(len(self.statements)):
            raise OperationalError("the database is away")
        return execute(sql, params, many, context)


@contextmanager
def faults(fails: Callable[[int], bool] = lambda call: False) -> Iterator[Faults]:
    found = Faults(fails)

    def meet(connection: Any, **kwargs: Any) -> None:
        connection.execute_wrappers.append(found)

    close_threads()
    connection_created.connect(meet)
    try:
        yield found
    finally:
        connection_created.disconnect(meet)
        close_threads()
