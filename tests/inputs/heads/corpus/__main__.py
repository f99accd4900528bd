"""Writes what is read of every panel and head now."""

from tests.inputs.heads.corpus import write

write()
