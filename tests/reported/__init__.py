"""Problems that people reported, as they pasted them, with what they have to be told; hosts and tokens are made up.

`pastes.jsonl` holds one a line: `paste`, what was typed `beside` it, and what must come out, by the
names that `test_pastes` looks up. `expected.jsonl` holds what comes out of each, and `outcomes` writes it.
"""
