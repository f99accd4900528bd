"""The request as `corschecker check`, for whoever can reach a server that this service cannot."""

from __future__ import annotations

import shlex

from checks.cors.model import Request
from checks.inputs.dummy import without_secrets
from checks.inputs.request_fields import FIELDS
from checks.inputs.understood import Understood

# Fields of the request that are options of the same name.
OPTIONS = ("credentials", "mode", "redirect", "initiator")


def check_command(request: Request) -> str:
    """For a POSIX shell, every word quoted; secrets are dummies of the same shape."""
    request = without_secrets(Understood("", request)).request
    words = [["corschecker", "check", request.url], ["--origin", request.origin]]
    if request.method != "GET":
        words.append(["-X", request.method])
    words += [["-H", f"{name}: {value}"] for name, value in request.headers]
    words += [
        [f"--{name}", getattr(request, name)] for name in OPTIONS if getattr(request, name) != FIELDS[name].default
    ]
    return " \\\n  ".join(map(shlex.join, words))
