"""Files that hold requests: collections, reports of this checker, bodies of its API."""
