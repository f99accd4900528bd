"""Runs the project's commands: `python manage.py help` lists them."""

from corschecker.manage import main

if __name__ == "__main__":
    main()
