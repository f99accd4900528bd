"""What browsers do with a cross-origin request. It must not know of Django, a clock, or any input or output."""
