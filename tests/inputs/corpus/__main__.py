"""Writes what is understood of every fragment now."""

from tests.inputs.corpus import write

write()
