"""Frameworks and servers that run on Node.js."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import BEFORE_LOGIN, REMOVE_OTHERS

NODE = (
    Stack(
        id="express",
        title="Express with the cors package",
        family="node",
        language="javascript",
        filename="server.js",
        notes=(
            "Install it with `npm install cors`, and paste this right below `const app = express()`."
            ' In an ES module the first line reads `import cors from "cors"`.',
            BEFORE_LOGIN,
            'It fits Express 4 and 5. A separate app.options("*", …) is not needed, and stops Express 5 from starting.',
            REMOVE_OTHERS,
        ),
    ),
)
