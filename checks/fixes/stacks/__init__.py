"""The one list of stacks, in the order in which fixes are offered."""

from __future__ import annotations

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.development import DEVELOPMENT
from checks.fixes.stacks.edge import EDGE
from checks.fixes.stacks.go import GO
from checks.fixes.stacks.jvm import JVM
from checks.fixes.stacks.node import NODE
from checks.fixes.stacks.not_packaged import NOT_PACKAGED
from checks.fixes.stacks.php import PHP
from checks.fixes.stacks.python import PYTHON
from checks.fixes.stacks.ruby import RUBY
from checks.fixes.stacks.rust import RUST
from checks.fixes.stacks.web_servers import WEB_SERVERS

FAMILIES = (NODE, PYTHON, WEB_SERVERS, PHP, GO, RUBY, JVM, RUST, EDGE, NOT_PACKAGED, DEVELOPMENT)
STACKS: dict[str, Stack] = {stack.id: stack for family in FAMILIES for stack in family}
