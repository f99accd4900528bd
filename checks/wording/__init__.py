"""Facts to words for people: sentences, evidence, Markdown. It must not know on which face they are read."""
