"""A pasted or sent text to what it says, one module a format. It must not know where the text came from."""
