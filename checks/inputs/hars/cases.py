"""A HAR file as cases to evaluate, for the command: each cross-origin request of a page with its recorded answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from checks.cors.document import request_json
from checks.inputs.hars.entries import read
from checks.inputs.recorded_case import answers_json
from checks.refusal import Refusal


def cases(har: dict[str, Any], tell: Callable[[str], object] = str) -> Iterator[dict[str, Any]]:
    """Bodies of the evaluate contract in the order of the recording, with the number of the HAR's entry as `id`, and
    what is to be said of each as `notes`. `tell` is given a sentence for each kind of entry that is left out. Raises
    Refusal."""
    recording = read(har)
    for left in recording.left_out:
        tell(f"{left.text} left out. {left.why}")
    named = [found for found in recording.found if found.request.request.origin]
    if not named:
        sentence = "No request in this HAR names the page that made it (no Origin or Referer), so none can be judged."
        raise Refusal("invalid_field", sentence, "log.entries")
    for found in sorted(named, key=lambda found: found.number):
        yield {
            "id": found.number,
            "request": request_json(found.request.request),
            "responses": answers_json(found.request.answers),
            "notes": [note.text for note in found.request.notes],
        }
