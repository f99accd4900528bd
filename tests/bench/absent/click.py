"""Stands for a package that requirements.txt does not install."""

raise ImportError("not among the requirements")
