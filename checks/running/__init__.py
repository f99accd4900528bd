"""A check from its admission to its report, and texts read in processes apart. It must not know of any face."""
