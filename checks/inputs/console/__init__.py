"""Lines of a browser's console, and words of its network panel, to the rules that they mean."""
