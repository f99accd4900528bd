"""Runs the project's commands: `python manage.py help` lists them."""

import os
import secrets
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corschecker.settings")
    if sys.argv[1:2] == ["evaluate"]:
        # It serves, signs and stores nothing, so it needs no deployment's settings.
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
        os.environ.setdefault("ALLOWED_HOSTS", "localhost")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
