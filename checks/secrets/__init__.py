"""Which texts are secret, and what stands in their place. It must not know where they were found."""
