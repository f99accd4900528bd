"""PHP."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import BEFORE_LOGIN

PHP = (
    Stack(
        id="php",
        title="PHP",
        family="php",
        language="php",
        filename="cors.php",
        replaces=True,
        notes=(
            "Save this as cors.php and begin each entry point with `require __DIR__ . '/cors.php';`, before any output"
            " and before session_start.",
            BEFORE_LOGIN,
            "Elsewhere, add to Vary with `header('Vary: …', false)`: without `false` it removes `Origin`.",
        ),
    ),
)
