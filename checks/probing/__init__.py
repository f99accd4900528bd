"""A request to exchanges: the driver, the wire and the guard. It must not know who asked, nor what is kept."""
