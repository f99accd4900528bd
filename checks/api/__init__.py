"""The JSON API, version 1. It must not know of the pages, nor of the terminal."""
