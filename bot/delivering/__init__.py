"""Delivering: deciding to say something, when it may be said unasked, saying it once, and making copies anew."""
