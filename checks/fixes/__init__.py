"""Fixes: a policy rendered as the complete, paste-ready configuration of a server, each proven on the real one.

It must not know of reports: a policy, and what was seen of the server, are all that it is given. To add a stack:

1. Write `templates/fixes/<id>/<file in the target's own type>`, a Django template. Only words of a `CorsPolicy` enter
   it (autoescape is off); `checks.fixes.rendering` lists the names and filters it may use.
2. Add one `Stack` to `checks/fixes/stacks/`, in the module of its family.
3. Add its proof to `tests/fixes/stacks.toml` (what to install, how to start it) and the broken application, with the
   line where a fix is pasted, to `tests/fixes/apps/<id>/`; or say in the stack's `not_run` why nothing here can run it.
4. `python -m tests.fixes.expected` writes `tests/fixes/expected/<id>/`; read what it wrote.
5. `make prove` starts the real server with it, and writes the versions that ran into `checks/fixes/proven.json`.

A fix is strict: `Vary: Origin` on every answer that depends on it, the preflight answered before any login, and headers
on error answers too. Where a report saw that the server already sends CORS headers, those give way to it (`older` in a
template); a stack that cannot do that leaves `replaces` false, and its notes ask to remove them.
"""

from checks.fixes.rendering import Fix, proven_versions, render, render_all
from checks.fixes.situation import Situation, situation_of
from checks.fixes.stacks import STACKS
from checks.fixes.stacks.base import Stack

__all__ = ["STACKS", "Fix", "Situation", "Stack", "proven_versions", "render", "render_all", "situation_of"]
