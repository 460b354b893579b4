"""A season of the network: its phases, what each should leave behind, and what it has left."""
