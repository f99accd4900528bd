"""Django's commands: each is a face of what the terminal has."""
