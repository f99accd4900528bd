"""Code and markup that make a request."""
