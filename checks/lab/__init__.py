"""Every rule's broken and right server, on the wire. It must not know of checks or of reports."""
