"""Learning together: from a question to something another place uses."""
