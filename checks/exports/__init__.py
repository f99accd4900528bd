"""The way back: a report's request as commands, code and files. What is offered here, the box reads again.

It must not know where a report is kept, nor on which face it is asked for.
To add a form, write a function from a document to its text and an `Export` for it.
"""

from checks.exports.base import Document, Export, request_of
from checks.exports.code import CODE
from checks.exports.commands import COMMANDS
from checks.exports.files import FILES

__all__ = ["EXPORTS", "Document", "Export", "offered", "text_of"]

EXPORTS: dict[str, Export] = {export.id: export for export in (*COMMANDS, *CODE, *FILES)}
# The other forms make requests that open no WebSocket.
_OF_SOCKETS = frozenset({"curl", "har", "markdown"})


def offered(document: Document) -> list[Export]:
    """The forms that can say this report's request."""
    return [export for export in EXPORTS.values() if text_of(export, document) is not None]


def text_of(export: Export, document: Document) -> str | None:
    """The report in one form; None where that cannot say its request."""
    if request_of(document).is_websocket and export.id not in _OF_SOCKETS:
        return None
    return export.render(document)
