"""Stand-ins of the vendors' clouds on this machine, over real HTTP: for the tests, and for the demo page."""
