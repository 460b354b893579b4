"""Helping: asking an author for twenty minutes, or three people for a line."""
