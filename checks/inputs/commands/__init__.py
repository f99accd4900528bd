"""Commands that make a request, as people type and copy them."""
