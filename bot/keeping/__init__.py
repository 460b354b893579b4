"""Keeping: what is kept and for how long, handing it over, moving, leaving, and the last byte."""
