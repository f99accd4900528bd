"""Who may run a check of what: deny list, limits, places. It must not know how a check is run, nor any page."""
