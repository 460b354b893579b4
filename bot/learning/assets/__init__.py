"""Shareable assets: what a workgroup leaves, for whom it is and when not to use it, and who used it."""
