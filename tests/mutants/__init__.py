"""Mutation testing: small changes of the code, one at a time, each of which some test must notice.

mutmut makes the changes, one node of the syntax tree at a time. The rest is our own, since mutmut's own runner changes
functions without decorators only (here the rules of browsers are decorated functions and tables), takes no sample, and
chooses tests by function instead of by line.
"""
