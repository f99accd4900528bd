"""What readers need, loaded once for all of them: they are forked from a process that has imported this module."""

from checks.api import evaluate_answer, fixes_answer
from checks.cors.policy import CorsPolicy
from checks.fixes import render_all
from checks.pages import fragment
from checks.running import pasted_facts

__all__ = ["evaluate_answer", "fixes_answer", "fragment", "pasted_facts"]

# Templates are compiled when they are first used.
render_all(CorsPolicy(("https://app.example.com",)))
