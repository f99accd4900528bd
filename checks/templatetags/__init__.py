"""Filters of the templates: the words of `checks.wording`, and nothing else."""
