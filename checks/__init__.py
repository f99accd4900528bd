"""The one app: checks of cross-origin requests. It must not know of the project that runs it."""

__version__ = "0.1.0"
