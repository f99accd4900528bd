"""The commands of the project, as `manage.py` and `corschecker serve` run them."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["check_cors"]:
        # It needs neither Django nor its settings, and most of a short run would be loading them.
        from checks.terminal.check import main as check

        sys.exit(check(sys.argv[2:], program="manage.py check_cors"))
    if sys.argv[1:2] == ["evaluate"]:
        from checks.terminal.evaluate import main as evaluate

        sys.exit(evaluate("manage.py", sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
