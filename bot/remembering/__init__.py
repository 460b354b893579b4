"""Remembering: keeping what members write for whom they chose, showing it, and what came of it."""
