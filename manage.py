"""Runs the project's commands: `python manage.py help` lists them."""

import os
import secrets
import sys


def main() -> None:
    if sys.argv[1:2] == ["check_cors"]:
        # It needs neither Django nor its settings, and most of a short run would be loading them.
        from checks.terminal.check import main as check

        sys.exit(check(sys.argv[2:], program="manage.py check_cors"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
    if sys.argv[1:2] == ["evaluate"]:
        # It serves, signs and stores nothing, so it needs no deployment's settings.
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
